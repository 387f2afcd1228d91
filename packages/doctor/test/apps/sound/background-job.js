import { EventEmitter, once } from 'node:events'
import { bind } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

// Messages come in beside the requests, and what they set going belongs to none of these.
const messages = new EventEmitter()
const poll = setInterval(async () => {
  const answer = await fetch(`${upstream}/messages`)
  messages.emit('message', await answer.json())
}, 1)

const app = express().use(waybill())
const open = new Set()
messages.on('message', (message) => {
  for (const res of open) res.write(`data: ${message.answer}\n\n`)
})

app.get('/next', async (_req, res) => {
  await once(messages, 'message')
  res.json(await (await fetch(`${upstream}/`)).json())
})

app.get('/bound', (_req, res) => {
  messages.once(
    'message',
    bind(async () => res.json(await (await fetch(`${upstream}/bound`)).json())),
  )
})

app.get('/events', (_req, res) => {
  open.add(res)
  messages.once('message', () => {
    open.delete(res)
    res.end()
  })
})

app.get('/last', (_req, res) => {
  clearInterval(poll)
  res.json(1)
})

ready(app.listen(0))
