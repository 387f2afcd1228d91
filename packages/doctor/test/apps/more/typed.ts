import { waybill } from '@waybill/express'
import express from 'express'
import { ready, upstream } from '../upstream.js'

interface Answer {
  readonly answer: number
}

const app = express().use(waybill())

app.get('/', async (_req, res) => {
  const answer = await fetch(`${upstream}/`) // the line
  res.json((await answer.json()) as Answer)
})

ready(app.listen(0))
