const fastify = require('fastify')
const { answer } = require('./clients.cjs')

const app = fastify()
app.get('/:client', (request) => answer(request.url))
app.listen({ port: 0, host: '127.0.0.1' }).then((origin) => {
  console.log(`listening on ${new URL(origin).port}`)
})
