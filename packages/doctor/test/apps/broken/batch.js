import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill())

/** One loader for all requests: what comes in two at a time is loaded by one call. */
const users = {
  batch: [],
  load(id) {
    return new Promise((resolve) => {
      this.batch.push({ id, resolve })
      if (this.batch.length === 2) loadBatch(this.batch.splice(0))
    })
  },
}

async function loadBatch(batch) {
  const ids = batch.map(({ id }) => id)
  const answer = await fetch(`${upstream}/users?ids=${ids}`) // the line
  const user = await answer.json()
  for (const { resolve } of batch) resolve(user)
}

app.get('/users/:id', async (req, res) => {
  res.json(await users.load(req.params.id))
})

ready(app.listen(0))
