import { request } from 'node:http'
import { type Received, type Service, type Subject, startEcho } from '@waybill/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepsContract } from '../../kit/keeps-contract.ts'
import { sendInPieces as send } from '../../kit/send-in-pieces.ts'
import { runtimesOf } from './all-runtimes.ts'
import { removeTemporaryFolder } from './bundle.ts'
import type { Runtime } from './runtime.ts'

afterAll(removeTemporaryFolder)

for (const runtime of runtimesOf('source')) {
  const { name, version, missing, subjects } = runtime
  const title = missing === undefined ? `${name} ${version}` : `${name} (${missing})`
  describe.skipIf(missing)(title, () => {
    for (const subject of subjects)
      describe(`${subject.inbound}, ${subject.outbound}`, () => keepsContract(subject))
    describe.each(['core', 'hono'])('%s', (inbound) => keepsContext(runtime, inbound))
    describe('hono', () => keepsHono(runtime))
  })
}

/** The service behind a way in, and an echo server, for all tests around it. */
function running({ subjects }: Runtime, inbound: string) {
  const at = { origin: '', echo: '', received: [] as Received[] }
  const open: Pick<Service, 'close'>[] = []
  beforeAll(async () => {
    const subject = subjects.find((one) => one.inbound === inbound) as Subject
    const [service, echo] = await Promise.all([
      subject.start({ headers: ['x-request-id', 'end-user'], echo: ['x-request-id'] }),
      startEcho(),
    ])
    open.push(service, echo)
    Object.assign(at, { origin: service.origin, echo: echo.origin, received: echo.received })
  })
  afterAll(async () => {
    for (const one of open) await one.close()
  })
  return at
}

function keepsContext(runtime: Runtime, inbound: string): void {
  const at = running(runtime, inbound)

  test('the context of a request is what core says it is', async () => {
    const { text } = await send(`${at.origin}/probe?call=${encodeURIComponent(`${at.echo}/`)}`)
    expect(JSON.parse(text)).toEqual({
      'at once': 'r-1',
      'after an await': 'r-1',
      'in a timer': 'r-1',
      'in a microtask': 'r-1',
      'after a timer of node:timers/promises': 'r-1',
      'outside, as run says': 'none',
      'bound, called outside': 'r-1',
      forwarded: 'r-1',
      'set by the application': true,
      explained: 'set-by-application',
      'after a call': 'r-1',
      'after its body': 'r-1',
      'arrived, set': 'jason',
      arrived: 'r-1',
    })
  })

  test('a value of UTF-8 goes on byte for byte', async () => {
    const sent = Buffer.from('caf\u00e9 \u00fc').toString('latin1')
    const path = `/?call=${encodeURIComponent(`${at.echo}/`)}`
    const { text } = await send(`${at.origin}${path}`, '', { 'x-request-id': sent })
    expect(JSON.parse(text).headers['x-request-id']).toBe(sent)
  })
}

function keepsHono(runtime: Runtime): void {
  const at = running(runtime, 'hono')

  test.each([
    ['json that comes late', '/json', 'application/json', '{"a":1}', [{ a: 1 }, 'r-1']],
    [
      'a form that comes late',
      '/form',
      'application/x-www-form-urlencoded',
      'a=1&b=2',
      [{ a: '1', b: '2' }, 'r-1'],
    ],
    ['a body that is read in pieces', '/read', 'text/plain', 'abcdef', ['r-1']],
  ])('keeps the context after %s', async (_what, path, type, body, expected) => {
    const { text } = await send(`${at.origin}${path}`, body, { 'content-type': type })
    expect(JSON.parse(text)).toEqual(expected)
  })

  test.each([
    ['stream', '/stream', 'r-1;r-1;r-1;'],
    ['streamSSE', '/sse', 'data: r-1\n\n'],
    ['a web stream whose pull is bound', '/pull', 'r-1;r-1;r-1;'],
  ])('keeps the context in an answer by %s', async (_what, path, expected) => {
    expect((await send(`${at.origin}${path}`)).text).toBe(expected)
  })

  test.each([
    ['onError', '/error', 500, ['mine', 'r-1']],
    ['notFound', '/none', 404, ['r-1']],
  ])('keeps the context in %s', async (_what, path, status, expected) => {
    const answer = await send(`${at.origin}${path}`)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([status, expected])
  })

  test('keeps the context in what goes on after the answer', async () => {
    // The echo server answers both calls when the second has come.
    const held = `${at.echo}/?hold=2`
    expect((await send(`${at.origin}/later?call=${encodeURIComponent(held)}`)).text).toBe('x')
    await send(held, '', { 'x-request-id': 'second' })
    const ids = at.received.map(({ headers }) => headers['x-request-id'])
    expect(ids.sort()).toEqual(['r-1', 'second'])
  })

  test('the echo is on an answer that is streamed', async () => {
    const id = await new Promise((resolve, reject) => {
      const headers = { 'x-request-id': 'r-1' }
      const call = request(`${at.origin}/stream`, { headers }, (response) => {
        response.resume().on('end', () => resolve(response.headers['x-request-id']))
      })
      call.on('error', reject).end()
    })
    expect(id).toBe('r-1')
  })
}
