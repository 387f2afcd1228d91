import { run } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, tell, upstream } from '../upstream.js'

const app = express().use(waybill())
const waiting = []
let isTaken = false
let rates

/** A pool of one, by promises: who waits goes on in its own context. */
async function acquire() {
  if (isTaken) {
    tell('waiting')
    await new Promise((resolve) => waiting.push(resolve))
  }
  isTaken = true
}

function release() {
  isTaken = false
  waiting.shift()?.()
}

/** What is done once for all runs outside of every request. */
function loadRates() {
  rates ??= run(undefined, async () => (await fetch(`${upstream}/rates`)).json())
  return rates
}

app.get('/:place', async (req, res) => {
  await acquire()
  const answer = await fetch(`${upstream}/${req.params.place}`)
  const stock = await answer.json()
  release()
  res.json([stock, await loadRates()])
})

ready(app.listen(0))
