import { serve } from '@hono/node-server'
import { fetch } from '@waybill/fetch'
import { waybill } from '@waybill/hono'
import { Hono } from 'hono'
import { ready, upstream } from '../upstream.js'

const app = new Hono()
app.use(waybill())
app.get('/', async (context) => context.json(await (await fetch(`${upstream}/`)).json()))

ready(serve({ fetch: app.fetch, port: 0 }))
