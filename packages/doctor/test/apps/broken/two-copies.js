import { createRequire } from 'node:module'
import { waybill } from '@waybill/express'
import express from 'express'
import { ready, upstream } from '../upstream.js'

// An older version, as a package brings it that has its own: the test has put it there.
const { fetch } = createRequire(process.env.OTHER_COPY)('@waybill/fetch')

const app = express().use(waybill())

app.get('/', async (_req, res) => {
  const answer = await fetch(`${upstream}/`) // the line
  res.json(await answer.json())
})

ready(app.listen(0))
