// What a node does for what runs on it: hands connections from an address to one of several others,
// and lets in whoever opens the socket DOOR and names an address in a first line.
import { connect, createServer } from 'node:net'
import { pipeline } from 'node:stream'

const { door, routes } = JSON.parse(process.argv[2])

for (const { from, to } of routes) {
  let turn = 0
  await listening(
    createServer({ allowHalfOpen: true }, (socket) => join(socket, to[turn++ % to.length])),
    addressOf(from),
  )
}
await listening(
  createServer({ allowHalfOpen: true }, (socket) => {
    socket.once('data', (first) => {
      const end = first.indexOf('\n')
      socket.pause()
      socket.unshift(first.subarray(end + 1))
      join(socket, first.subarray(0, end).toString())
    })
  }),
  { path: door },
)
console.log('listening')

function join(socket, address) {
  const other = connect({ ...addressOf(address), allowHalfOpen: true })
  pipeline(socket, other, () => undefined)
  pipeline(other, socket, () => undefined)
}

function addressOf(text) {
  const [host, port] = text.split(':')
  return { host, port: Number(port) }
}

function listening(server, address) {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(address, resolve)
  })
}
