import { createServer, type RequestListener } from 'node:http'
import { current, definePolicy } from '@waybill/core'
import { type WaybillOptions, waybill } from '@waybill/http'
import { expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'

async function answer(
  options: WaybillOptions | Parameters<typeof waybill>[1],
  headers: Record<string, string>,
) {
  const listener: RequestListener = (_req, res) =>
    res.end(
      JSON.stringify({ tenant: current()?.get('x-tenant'), id: current()?.get('x-request-id') }),
    )
  const { origin, close } = await listen(createServer(waybill(listener, options)))
  const response = await fetch(origin, { headers })
  const seen = {
    ...((await response.json()) as object),
    echo: response.headers.get('x-request-id'),
  }
  await close()
  return seen
}

test('carries what the options name', async () => {
  expect(await answer({ headers: ['x-tenant'] }, { 'x-tenant': 'a', 'x-request-id': 'r' })).toEqual(
    {
      tenant: 'a',
      echo: null,
    },
  )
})

test('takes a policy in place of options', async () => {
  const policy = definePolicy({ headers: ['x-tenant'] })
  expect(await answer(policy, { 'x-tenant': 'a' })).toEqual({ tenant: 'a', echo: null })
})

test('makes what `generate` names, and puts what `echo` names on the response', async () => {
  const options: WaybillOptions = { generate: ['x-request-id'], echo: ['x-request-id'] }
  const made = await answer(options, {})
  expect(made).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    echo: (made as { id?: string }).id,
  })
  expect(await answer(options, { 'x-request-id': 'r' })).toEqual({ id: 'r', echo: 'r' })
})

test('asks `trust` about the request as node:http gives it', async () => {
  const options: WaybillOptions = {
    trust: (request) => request.socket.remoteAddress !== undefined && request.url === '/other',
  }
  expect(await answer(options, { 'x-request-id': 'r' })).toEqual({ echo: null })
})

test.each([
  ['no listener', undefined, undefined, /waybill takes a listener, got undefined; write/],
  ['null', null, undefined, /got null/],
  ['options in the wrong place', { headers: [] }, () => undefined, /got object/],
])('refuses %s with a sentence', (_name, listener, options, message) => {
  expect(() => waybill(listener as never, options as never)).toThrow(message)
})

test('refuses wrong options at set-up, with a sentence', () => {
  const options = { headers: 'x-request-id' } as never
  expect(() => waybill(() => undefined, options)).toThrow(/write headers: \["x-request-id"\]/)
})
