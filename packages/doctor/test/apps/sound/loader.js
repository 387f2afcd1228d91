import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill())

/** A loader for each request. */
function makeLoader() {
  const batch = []
  return function load(id) {
    return new Promise((resolve) => {
      batch.push({ id, resolve })
      if (batch.length === 1) setImmediate(loadBatch, batch)
    })
  }
}

async function loadBatch(batch) {
  const answer = await fetch(`${upstream}/users?ids=${batch.map(({ id }) => id)}`)
  const user = await answer.json()
  for (const { resolve } of batch) resolve(user)
}

app.get('/', async (_req, res) => {
  const load = makeLoader()
  res.json(await Promise.all([load(1), load(2)]))
})

ready(app.listen(0))
