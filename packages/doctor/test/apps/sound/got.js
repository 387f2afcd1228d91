import { setTimeout } from 'node:timers/promises'
import { waybill } from '@waybill/express'
import { wrapGot } from '@waybill/got'
import express from 'express'
import got from 'got'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill())
const client = wrapGot(got)

app.get('/', async (_req, res) => {
  await setTimeout(1)
  res.json(await client(`${upstream}/`).json())
})

ready(app.listen(0))
