import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { type Carrier, capture, definePolicy, type Policy } from '@waybill/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'

interface Vector {
  readonly id: string
  readonly headers: Readonly<Record<string, string | string[]>>
}

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('../../../test/vectors/propagation.json', import.meta.url), 'utf8'),
)

const policy = definePolicy({
  headers: [...new Set(vectors.flatMap(({ headers }) => Object.keys(headers).map(lower)))],
})

describe('every vector goes out as it came in', () => {
  test.each(vectors)('$id, from a plain object', ({ headers }) => {
    expect(forwarded(policy, headers)).toEqual(expected(headers))
  })

  describe('over a socket', () => {
    let origin: string
    let close: () => Promise<void>
    let arrived: (request: IncomingMessage) => void
    beforeAll(async () => {
      const server = createServer((request, response) => {
        arrived(request)
        response.end()
      })
      ;({ origin, close } = await listen(server))
    })
    afterAll(() => close())

    test.each(vectors)('$id', async ({ headers }) => {
      const request = await new Promise<IncomingMessage>((resolve) => {
        arrived = resolve
        const socket = connect(Number(new URL(origin).port), '127.0.0.1')
        const lines = Object.entries(headers).flatMap(([name, value]) =>
          [value].flat().map((one) => `${name}: ${one}`),
        )
        socket.end(
          Buffer.from(
            ['GET / HTTP/1.1', 'Host: x', 'Connection: close', ...lines, '', ''].join('\r\n'),
            'latin1',
          ),
        )
      })
      // White space around a value is not part of it (RFC 9110, 5.5), so it does not arrive.
      const trimmed = Object.entries(headers).map(
        ([name, value]) => [name, [value].flat().map(trimBlanks)] as const,
      )
      expect(forwarded(policy, request)).toEqual(expected(Object.fromEntries(trimmed)))
    })
  })
})

function forwarded(policy: Policy, carrier: Carrier): Record<string, string> {
  return { ...capture(policy, carrier).forward('http://reviews:9080/') }
}

/** What the rules on repeats, empties and the single `b3` make of a vector; all else must be as it was. */
function expected(headers: Vector['headers']): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]): [string, string | undefined] => {
    const filled = [value].flat().filter((one) => one.trim() !== '')
    const isList = ['tracestate', 'baggage'].includes(lower(name))
    return [lower(name), isList ? filled.join(',') || undefined : filled[0]]
  })
  const present = entries.filter(([, value]) => value !== undefined)
  const hasMulti = present.some(([name]) => name.startsWith('x-b3-'))
  return Object.fromEntries(present.filter(([name]) => !(name === 'b3' && hasMulti))) as Record<
    string,
    string
  >
}

function lower(name: string): string {
  return name.toLowerCase()
}

function trimBlanks(value: string): string {
  return value.replace(/^[ \t]+|[ \t]+$/g, '')
}
