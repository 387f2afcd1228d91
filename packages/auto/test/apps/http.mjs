import { createServer } from 'node:http'
import { answer } from './clients.mjs'

const server = createServer(async (req, res) => {
  res.end(JSON.stringify(await answer(req.url)))
})
server.listen(0, () => console.log(`listening on ${server.address().port}`))
