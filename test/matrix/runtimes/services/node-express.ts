import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { contractAnswer } from './contract-answer.ts'
import { listen } from './listen.ts'

// A service of Express, for runtimes that have node:http.
const app = express()
const answer = contractAnswer(fetch)
app.use(waybill(JSON.parse(process.env.OPTIONS ?? '{}')))
app.get('/', async (req, res) => void res.json(await answer(req.url)))
listen(app)
