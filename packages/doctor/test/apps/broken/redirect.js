import { forward } from '@waybill/core'
import { waybill } from '@waybill/express'
import express from 'express'
import { moved, ready } from '../upstream.js'

const app = express().use(waybill({ targets: ['127.0.0.1'] }))

app.get('/', async (_req, res) => {
  const url = `${moved}/`
  const answer = await fetch(url, { headers: forward(url) }) // the line
  res.json(await answer.json())
})

ready(app.listen(0))
