import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, tell, upstream } from '../upstream.js'

const app = express().use(waybill())
const waiting = []
let isTaken = false

function connect(callback) {
  if (isTaken) {
    waiting.push(callback)
    tell('waiting')
    return
  }
  isTaken = true
  callback()
}

function release() {
  isTaken = false
  const next = waiting.shift()
  if (next) connect(next)
}

app.get('/:place', (req, res) => {
  connect(async () => {
    const answer = await fetch(`${upstream}/${req.params.place}`) // the line
    res.json(await answer.json())
    release()
  })
})

ready(app.listen(0))
