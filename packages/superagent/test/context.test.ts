import { Agent } from 'node:http'
import { current } from '@waybill/core'
import { wrapSuperagent } from '@waybill/superagent'
import superagent from 'superagent'
import { describe, expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'

const echo = runningEcho()
const client = wrapSuperagent(superagent)
const as = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn)
const arrived = async (call: PromiseLike<{ body: { headers: Record<string, unknown> } }>) =>
  (await call).body.headers['x-request-id']

describe('a call carries the headers of the code', () => {
  test('that makes it, though it is awaited in another request, or in none', async () => {
    const calls = ['r-1', 'r-2'].map((id) => as(id, () => [client.get(echo.origin)] as const))
    const [first, second] = calls as [(typeof calls)[0], (typeof calls)[0]]
    expect(await as('r-3', () => arrived(first[0]))).toBe('r-1')
    expect(await arrived(second[0])).toBe('r-2')
  })

  test('that sends it, if it was made outside a request', async () => {
    const [awaited, ended] = [client.get(echo.origin), client.get(echo.origin)]
    expect(await as('r-1', () => arrived(awaited))).toBe('r-1')
    const answered = new Promise((resolve) => {
      as('r-2', () => ended.end((_error, { body }) => resolve(body.headers['x-request-id'])))
    })
    expect(await answered).toBe('r-2')
  })

  test('that makes it with an agent, whoever made that', async () => {
    const agent = as('r-1', () => client.agent())
    expect(await as('r-2', () => arrived(agent.get(echo.origin)))).toBe('r-2')
    expect(await arrived(agent.get(echo.origin))).toBeUndefined()
  })
})

test.each<[string, (url: string, agent: Agent, done: () => void) => unknown]>([
  ['of end', (url, agent, done) => client.get(url).agent(agent).end(done)],
  ['of the promise', (url, agent, done) => client.get(url).agent(agent).then(done)],
  ['of a response', (url, agent, done) => client.get(url).agent(agent).on('response', done).end()],
  [
    'of a redirect',
    (url, agent, done) =>
      client.get(`${echo.origin}/?to=${url}`).agent(agent).on('redirect', done).end(),
  ],
])('callbacks %s run in the context of their call, on one connection', async (_of, send) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`)
  const seen = await Promise.all(
    ids.map(
      (id) =>
        new Promise((resolve) => {
          as(id, () => send(echo.origin, agent, () => resolve(current()?.get('x-request-id'))))
        }),
    ),
  )
  expect(seen).toEqual(ids)
  agent.destroy()
})

describe('wrapSuperagent', () => {
  test('leaves SuperAgent as it was, and shares all else', async () => {
    expect(await as('r-1', () => arrived(superagent.get(echo.origin)))).toBeUndefined()
    expect(await as('r-1', () => arrived(superagent.agent().get(echo.origin)))).toBeUndefined()
    expect(client.serialize).toBe(superagent.serialize)
    expect(client.Response).toBe(superagent.Response)
    expect(client.toString()).toContain('function')
    expect(client.get(echo.origin)).toBeInstanceOf(superagent.Request)
    expect(client.get(echo.origin)).toBeInstanceOf(client.Request)
    expect(client.agent()).toBeInstanceOf(superagent.agent)
    client.buffer['text/own'] = true
    expect(superagent.buffer['text/own']).toBe(true)
    delete superagent.buffer['text/own']
  })

  test('gives a wrapped one, an agent and a call as they are', () => {
    const agent = superagent.agent()
    const call = superagent.get(echo.origin)
    expect(wrapSuperagent(client)).toBe(client)
    expect(wrapSuperagent(client)).not.toBe(superagent)
    expect(wrapSuperagent(wrapSuperagent(agent))).toBe(agent)
    expect(wrapSuperagent(wrapSuperagent(call))).toBe(call)
    expect((agent as unknown as { _defaults: unknown[] })._defaults).toHaveLength(1)
  })

  test.each([
    ['undefined', undefined, /takes superagent, an agent or a call, got undefined; write/],
    ['null', null, /got null/],
    ['an object', {}, /got object/],
    ['a function', () => undefined, /got function/],
    ['a text', 'superagent', /got string/],
  ])('refuses %s with a sentence', (_what, given, message) => {
    expect(() => wrapSuperagent(given as never)).toThrow(message)
  })
})
