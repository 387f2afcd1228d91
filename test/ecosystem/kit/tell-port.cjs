// Loaded before a service: tells the test which port the service listens on.
const { Server } = require('node:net')

const { listen } = Server.prototype

Server.prototype.listen = function tellingListen(...args) {
  this.once('listening', () => process.send?.(this.address().port))
  return Reflect.apply(listen, this, args)
}
