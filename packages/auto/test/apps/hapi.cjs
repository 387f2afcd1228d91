const { server: hapi } = require('@hapi/hapi')
const { answer } = require('./clients.cjs')

const server = hapi({ port: 0, host: '127.0.0.1' })
server.route({ method: 'GET', path: '/{client}', handler: ({ path }) => answer(path) })
server.start().then(() => console.log(`listening on ${server.info.port}`))
