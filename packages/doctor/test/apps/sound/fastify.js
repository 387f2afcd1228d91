import { waybill } from '@waybill/fastify'
import { http } from '@waybill/http'
import Fastify from 'fastify'
import { ready, upstream } from '../upstream.js'

const app = Fastify()
await app.register(waybill())

app.post('/', (_request, reply) => {
  http.get(`${upstream}/`, (answer) => reply.send(answer))
  return reply
})

await app.listen({ port: 0 })
ready(app.server)
