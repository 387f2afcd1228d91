import http from 'node:http'

const server = http.createServer((_req, res) => res.end()).listen(0)
process.on('SIGTERM', () => process.exit(5))
server.once('listening', () => console.log('listens'))
