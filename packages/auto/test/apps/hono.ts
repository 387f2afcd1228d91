import { serve } from '@hono/node-server'
import { Hono } from 'hono'
// @ts-expect-error: plain JavaScript
import { answer } from './clients.mjs'

const app = new Hono()
app.get('/:client', async (context) => context.json(await answer(context.req.path)))
serve({ fetch: app.fetch, port: 0 }, ({ port }) => console.log(`listening on ${port}`))
