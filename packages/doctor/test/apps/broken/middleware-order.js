import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

const app = express()

app.get('/', async (_req, res) => {
  const answer = await fetch(`${upstream}/`) // the line
  res.json(await answer.json())
})

app.use(waybill()) // the reason

ready(app.listen(0))
