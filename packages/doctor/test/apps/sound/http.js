import nodeHttp from 'node:http'
import { http, waybill } from '@waybill/http'
import { ready, upstream } from '../upstream.js'

const agent = new nodeHttp.Agent({ keepAlive: true, maxSockets: 1 })

const server = nodeHttp.createServer(
  waybill((req, res) => {
    req.resume().on('end', () => {
      http.get(`${upstream}${req.url}`, { agent }, (answer) => answer.pipe(res))
    })
  }),
)

ready(server.listen(0))
