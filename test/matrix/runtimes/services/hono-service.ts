import { bind, current, type PolicyOptions } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { waybill } from '@waybill/hono'
import { Hono } from 'hono'
import { stream, streamSSE } from 'hono/streaming'
import { contractAnswer } from './contract-answer.ts'
import { probe } from './probe.ts'

const id = () => current()?.get('x-request-id')

/** A service of Hono, with each place that could lose the context of a request behind a path of its own. */
export function honoService(options: PolicyOptions): Hono {
  const app = new Hono()
  const answer = contractAnswer(waybillFetch)
  app.onError((error, c) => c.json([error.message, id()], 500))
  app.notFound((c) => c.json([id()], 404))
  app.use(waybill(options as object))
  app.get('/', async (c) => {
    const { pathname, search } = new URL(c.req.url)
    return c.json((await answer(`${pathname}${search}`)) as object)
  })
  app.get('/probe', async (c) => c.json(await probe(c.req.query('call') ?? '')))
  app.get('/error', () => {
    throw new Error('mine')
  })
  app.post('/json', async (c) => c.json([await c.req.json(), id()]))
  app.post('/form', async (c) => c.json([await c.req.parseBody(), id()]))
  app.post('/read', async (c) => {
    const ids = new Set<unknown>()
    const reader = (c.req.raw.body as ReadableStream<Uint8Array>).getReader()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) ids.add(id())
    return c.json([...ids.add(id())])
  })
  app.get('/stream', (c) =>
    stream(c, async (out) => {
      for (let i = 0; i < 3; i++) {
        await out.sleep(1)
        await out.write(`${id()};`)
      }
    }),
  )
  app.get('/sse', (c) => streamSSE(c, async (out) => out.writeSSE({ data: `${id()}` })))
  app.get('/pull', (c) => {
    let count = 0
    const pull = bind((controller: ReadableStreamDefaultController) => {
      if (count++ === 3) controller.close()
      else controller.enqueue(new TextEncoder().encode(`${id()};`))
    })
    return c.body(new ReadableStream({ pull }))
  })
  app.get('/later', (c) => {
    const call = waybillFetch(c.req.query('call') ?? '').then((response) => response.text())
    // Elsewhere there is no such context, and a promise goes on by itself.
    if (typeof navigator === 'object' && navigator.userAgent === 'Cloudflare-Workers')
      c.executionCtx.waitUntil(call)
    return c.text('x')
  })
  return app
}
