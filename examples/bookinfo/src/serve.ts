import { createServer, type RequestListener, type Server } from 'node:http'
import { isMessage } from './launcher-message.ts'
import { logged } from './log.ts'
import { isTracing } from './tracing.ts'
import { switchWaybill } from './waybill-switch.ts'

/** How long a request being answered may go on after the service was told to stop. */
const GRACE_MS = 1_000

/**
 * Starts a service on the port given as the first argument (9080 if none is, 0 for any free one) and
 * on the address `HOST` (`127.0.0.1`), ready to be driven by a launcher through IPC: it reports its
 * port, obeys the Waybill switch, and ends when the launcher does.
 */
export async function serve(
  name: string,
  createListener: () => RequestListener | Promise<RequestListener>,
): Promise<void> {
  try {
    const server = createServer()
    obeySignals(server)
    obeyLauncher(server)
    // The SDK is large, and most services need none.
    if (isTracing) (await import('./tracing-sdk.ts')).startTracing(name)
    server.on('request', logged(await createListener()))
    // A sidecar keeps its connections; one closed at its end just as it is used again is a lost request.
    server.keepAliveTimeout = 65_000
    const port = readPort(process.argv[2])
    const host = process.env.HOST || '127.0.0.1'
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(name, listenFailure(error, port, host)),
    )
    server.listen(port, host, () => report(name, server))
  } catch (error) {
    fail(name, error instanceof Error ? error.message : String(error))
  }
}

function report(name: string, server: Server): void {
  const address = server.address()
  if (address === null || typeof address === 'string') return
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  console.log(`${name} listens on http://${host}:${address.port}`)
  send({ type: 'listening', port: address.port })
}

function obeySignals(server: Server): void {
  process.once('SIGTERM', () => stop(server))
  // Ctrl-C reaches every process of the terminal; under a launcher it is the launcher that stops us.
  process.on('SIGINT', () => {
    if (process.send === undefined) stop(server)
  })
}

function obeyLauncher(server: Server): void {
  if (process.send === undefined) return
  process.once('disconnect', () => stop(server))
  process.on('message', (message: unknown) => {
    if (!isMessage(message)) return
    switchWaybill(message.enabled)
    send(message)
  })
}

function send(message: object): void {
  if (process.connected) process.send?.(message)
}

function stop(server: Server): void {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref()
}

function readPort(text = '9080'): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new Error(`the port must be a number from 0 (any free one) to 65535, got "${text}"`)
}

function listenFailure(error: NodeJS.ErrnoException, port: number, host: string): string {
  if (error.code !== 'EADDRINUSE') return error.message
  return `port ${port} on ${host} is taken; give another as the first argument, or 0 for any free one`
}

function fail(name: string, reason: string): void {
  console.error(`${name}: ${reason}`)
  process.exit(1)
}
