import diagnostics from 'node:diagnostics_channel'
import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill())
let current

// As tracing tools do that add their headers when a call is made, without a look at those that are there.
diagnostics.subscribe('undici:request:create', ({ request }) => {
  request.addHeader('traceparent', current)
})

app.get('/', async (req, res) => {
  current = req.get('traceparent')
  const answer = await fetch(`${upstream}/`) // the line
  res.json(await answer.json())
})

ready(app.listen(0))
