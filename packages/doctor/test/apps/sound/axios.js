import { wrapAxios } from '@waybill/axios'
import { waybill } from '@waybill/express'
import axios from 'axios'
import express from 'express'
import { moved, ready, upstream } from '../upstream.js'

const app = express().use(waybill())
const client = wrapAxios(axios.create())

app.get('/', async (_req, res) => {
  const { data } = await client.get(`${upstream}/`)
  await client.get(`${moved}/`)
  res.json(data)
})

ready(app.listen(0))
