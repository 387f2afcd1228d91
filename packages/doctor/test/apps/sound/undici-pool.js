import { waybill } from '@waybill/express'
import { wrapDispatcher } from '@waybill/fetch'
import express from 'express'
import { Pool } from 'undici'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill())
const pool = wrapDispatcher(new Pool(upstream, { connections: 1 }))

app.get('/', async (_req, res) => {
  const { body } = await pool.request({ path: '/', method: 'GET' })
  res.json(await body.json())
})

ready(app.listen(0))
