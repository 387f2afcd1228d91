/** The services that an app calls: the test starts them, and sees what reaches them. */
export const upstream = process.env.UPSTREAM
/** One that redirects to `upstream`, at another host. */
export const moved = process.env.MOVED

/** Says on which port an app listens, and ends when it is told to. */
export function ready(server) {
  if (server.listening) return tellPort(server)
  server.once('listening', () => tellPort(server))
}

/** Tells the test something that it waits for. */
export function tell(message) {
  process.send?.(message)
}

function tellPort(server) {
  tell({ port: server.address().port })
  process.on('message', () => process.exit())
}
