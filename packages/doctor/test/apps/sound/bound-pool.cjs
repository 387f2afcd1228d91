const { bind } = require('@waybill/core')
const { waybill } = require('@waybill/express')
const { fetch } = require('@waybill/fetch')
const express = require('express4')

const app = express().use(waybill())
const waiting = []
let isTaken = false

function connect(callback) {
  if (isTaken) {
    waiting.push(callback)
    process.send('waiting')
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
  connect(
    bind(async () => {
      const answer = await fetch(`${process.env.UPSTREAM}/${req.params.place}`)
      res.json(await answer.json())
      release()
    }),
  )
})

const server = app.listen(0, () => process.send({ port: server.address().port }))
process.on('message', () => process.exit())
