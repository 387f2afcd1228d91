import { waybill } from '@waybill/hono'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { seenHeaders } from '../../../test/kit/seen-headers.ts'

// No test here calls node-server, which would put a Response of its own in the place of the global one.
const headers = { 'x-request-id': 'r' }

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['bindings of their own', { incoming: {}, server: 'x' }],
  [
    'one that throws for what it does not know',
    new Proxy(
      {},
      {
        get() {
          throw new Error('mine')
        },
      },
    ),
  ],
])('runs where the env is %s', async (_what, env) => {
  const app = new Hono()
  app.use(waybill())
  app.get('/', (c) => c.json(seenHeaders()))
  const answer = await app.request('/', { headers }, env as object)
  expect(await answer.json()).toEqual(['r', null, null])
})

test('an echo breaks no answer that nothing can be added to', async () => {
  const app = new Hono()
  const answer = Response.error()
  app.use(waybill({ echo: ['x-request-id'] }))
  app.get('/', () => answer)
  expect(await app.request('/', { headers })).toBe(answer)
})
