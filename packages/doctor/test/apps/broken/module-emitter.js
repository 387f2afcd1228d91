import { EventEmitter } from 'node:events'
import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, tell, upstream } from '../upstream.js'

const app = express().use(waybill())
const prices = new EventEmitter()

app.get('/price', (_req, res) => {
  prices.once('change', async () => {
    const answer = await fetch(`${upstream}/price`) // the line
    res.json(await answer.json())
  })
  tell('waiting')
})

const poll = setInterval(() => {
  if (prices.emit('change')) clearInterval(poll)
}, 5)

ready(app.listen(0))
