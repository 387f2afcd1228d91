import express from 'express'
import { answer } from './clients.mjs'

const app = express()
app.use(express.json())
app.get('/:client', async (req, res) => res.json(await answer(req.path)))
const server = app.listen(0, () => console.log(`listening on ${server.address().port}`))
