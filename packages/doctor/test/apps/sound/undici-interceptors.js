import { waybill } from '@waybill/express'
import { wrapDispatcher } from '@waybill/fetch'
import express from 'express'
import { Agent, interceptors } from 'undici'
import { moved, ready } from '../upstream.js'

const app = express().use(waybill())
const agent = wrapDispatcher(new Agent({ connections: 2 })).compose(
  interceptors.redirect({ maxRedirections: 3 }),
  interceptors.retry(),
)

app.get('/', async (_req, res) => {
  const { body } = await agent.request({ origin: moved, path: '/', method: 'GET' })
  res.json(await body.json())
})

ready(app.listen(0))
