import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

const app = express()
app.get('/healthz', (_req, res) => res.send('ok'))
app.use(waybill(), express.json())

app.post('/', async (req, res) => {
  const [one, other] = await Promise.all([fetch(`${upstream}/one`), fetch(`${upstream}/other`)])
  res.json([await one.json(), await other.json(), req.body])
})

ready(app.listen(0))
