import http from 'node:http'

const server = http.createServer((_req, res) => res.end()).listen(0)
server.once('listening', () => console.log('listens'))
