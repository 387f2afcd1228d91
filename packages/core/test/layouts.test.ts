import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { type Carrier, capture, definePolicy, type PolicyOptions, presets } from '@waybill/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'

const MESH = 'http://reviews:9080/'
const names = ['x-request-id', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'b3', 'tracestate']
const headers = [...presets.istio]

/** What a policy that has seen no request yet makes of one. */
function anew(options: PolicyOptions, carrier: Carrier): Record<string, string> {
  return { ...capture(definePolicy(options), carrier).forward(MESH) }
}

/** A request as node:http makes it, of flat names and values. */
function requestOf(rawHeaders: string[]): {
  headers: Record<string, string>
  rawHeaders: string[]
} {
  const headers: Record<string, string> = {}
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() as string
    const value = rawHeaders[i + 1] as string
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return { headers, rawHeaders }
}

describe('a policy that has seen many requests carries the same as one that has seen none', () => {
  const value = fc.constantFrom(
    'a',
    'b',
    '1',
    '0',
    '',
    ' ',
    'a,b',
    't-s-1-a',
    'line\nbreak',
    '日',
    'v'.repeat(9_000),
  )
  const header = fc.tuple(
    fc.constantFrom(...names, 'X-Request-ID', 'accept', 'x-other', 'x-forwarded-for', '__proto__'),
    value,
  )
  const edits = fc.option(fc.tuple(fc.constantFrom(...names), fc.option(value, { nil: undefined })))

  test.each<[string, PolicyOptions]>([
    ['by default', { headers }],
    ['with limits', { headers, maxTotalBytes: 3, maxHeaders: 2 }],
    [
      'with renames',
      {
        headers: [
          'x-request-id',
          { name: 'b3', as: 'x-b3' },
          { name: 'tracestate', repeat: 'drop' },
        ],
      },
    ],
    ['with both formats of B3', { headers, keepSingleB3: true }],
    ['with prefixes', { headers: ['x-*', 'tracestate'] }],
    ['with renamed prefixes', { headers: ['x-request-id', { name: 'x-b3-*', as: 'x-c3-*' }] }],
    [
      'with rivals',
      {
        headers: [
          { name: 'x-request-id', as: 'x-id' },
          { name: 'b3', as: 'x-id' },
          { name: 'x-request-id', as: 'x-second' },
        ],
      },
    ],
    [
      'with more rules than layouts are kept for',
      { headers: [...headers, ...Array.from({ length: 30 }, (_, i) => `x-t-${i}`)] },
    ],
  ])('%s', (_what, options) => {
    const seasoned = definePolicy(options)
    fc.assert(
      fc.property(fc.array(header, { maxLength: 8 }), edits, (pairs, edit) => {
        const request = requestOf(pairs.flat())
        if (edit) {
          const [name, changed] = edit
          if (changed === undefined) delete request.headers[name]
          else request.headers[name] = changed
        }
        for (let turn = 0; turn < 2; turn++) {
          expect({ ...capture(seasoned, request).forward(MESH) }).toEqual(anew(options, request))
        }
      }),
      { numRuns: 2_000, seed: 4 },
    )
  })
})

describe('of a request whose layout is known', () => {
  const policy = definePolicy({ headers: ['x-request-id', 'x-tenant', 'x-user'] })
  const raw = ['X-Request-ID', 'r', 'Accept', '*/*', 'x-tenant', 't']
  capture(policy, requestOf(raw))

  test('an edit after it was captured does not count, nor does one before get lost', () => {
    const request = requestOf(raw)
    const waybill = capture(policy, request)
    request.headers['x-tenant'] = 'edited'
    expect({ ...waybill.forward(MESH) }).toEqual({ 'x-request-id': 'r', 'x-tenant': 't' })
    expect({ ...capture(policy, request).forward(MESH) }).toHaveProperty('x-tenant', 'edited')
  })

  test('all of the waybill works as with any other', () => {
    const waybill = capture(policy, requestOf(raw))
    expect([waybill.isEmpty, waybill.get('X-Tenant'), waybill.get('x-user')]).toEqual([
      false,
      't',
      undefined,
    ])
    expect({ ...waybill.forward(MESH, { 'X-Tenant': 'mine' }) }).toEqual({ 'x-request-id': 'r' })
    expect(waybill.set('x-user', 'u')).toBe(true)
    expect(waybill.set('x-tenant', undefined)).toBe(true)
    expect({ ...waybill.forward(MESH) }).toEqual({ 'x-request-id': 'r', 'x-user': 'u' })
    expect(waybill.explain(MESH).map(({ header, reason }) => [header, reason])).toEqual([
      ['x-request-id', 'captured'],
      ['x-tenant', 'taken-back'],
      ['x-user', 'set-by-application'],
    ])
  })

  test('a header that is to be made is made for each', () => {
    const generating = definePolicy({ generate: ['x-request-id'] })
    const made = Array.from({ length: 3 }, () =>
      capture(generating, requestOf(['x-b3-traceid', 't'])).get('x-request-id'),
    )
    expect(new Set(made).size).toBe(3)
    expect(made).not.toContain(undefined)
  })

  test('one without headers is empty', () => {
    const request = requestOf(['accept', '*/*'])
    expect([capture(policy, request).isEmpty, capture(policy, request).isEmpty]).toEqual([
      true,
      true,
    ])
  })
})

describe('over a socket', () => {
  test.each([
    ['a strict parser answers what no value may have with 400', false, []],
    [
      'what an insecure parser lets through is not carried',
      true,
      [{ 'x-a': 'good' }, { 'x-a': 'good' }, {}, {}],
    ],
  ])('%s', async (_claim, insecureHTTPParser, expected) => {
    const policy = definePolicy({ headers: ['x-a'] })
    const seen: Record<string, string>[] = []
    const server = createServer({ insecureHTTPParser }, (request: IncomingMessage, response) => {
      seen.push({ ...capture(policy, request).forward(MESH) })
      response.end()
    })
    const { origin, close } = await listen(server)
    const values = insecureHTTPParser ? ['good', 'good', 'b\x01d', 'b\x01d'] : ['b\x01d']
    for (const value of values)
      await send(origin, `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${value}\r\nConnection: close\r\n\r\n`)
    await close()
    expect(seen).toEqual(expected)
  })
})

function send(origin: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () =>
      socket.end(text, 'latin1'),
    )
    socket
      .on('error', reject)
      .on('close', () => resolve())
      .resume()
  })
}
