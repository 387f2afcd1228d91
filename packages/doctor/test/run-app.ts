import { fork } from 'node:child_process'
import { once } from 'node:events'
import http, { type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Finding, JudgedRequest } from '../src/watch/findings.ts'

/** What an app did while the doctor watched it. */
export interface Watched {
  readonly findings: readonly Finding[]
  readonly requests: readonly JudgedRequest[]
  readonly exitCode: number | null
  /** Everything on the standard error output. */
  readonly errors: string
}

/** An app that runs, with the doctor. */
export interface RunningApp {
  /** Sends a request with headers of its own; a body is sent late, in two parts. */
  send(method: string, path: string, body?: string): Promise<string>
  /** Waits until the app has told something so many times. */
  told(message: string, times?: number): Promise<void>
  /** Waits until a call has reached the upstream, and keeps its answer back until the function is called. */
  held: Promise<() => void>
}

const folder = new URL('apps/', import.meta.url)
const doctor = new URL('../dist/index.js', import.meta.url).href
let count = 0

/**
 * Runs an app with the doctor until a visit is over.
 * @param flags the doctor's options
 */
export async function runApp(
  name: string,
  visit: (app: RunningApp) => Promise<unknown>,
  flags: readonly string[] = ['--json'],
  nodeFlags: readonly string[] = [],
): Promise<Watched> {
  let hold: (release: () => void) => void = () => {}
  const held = new Promise<() => void>((resolve) => {
    hold = resolve
  })
  const upstream = await serve((request, response) => {
    const answer = () => response.setHeader('content-type', 'application/json').end('{"answer":1}')
    if (request.url?.includes('held')) hold(answer)
    else answer()
  })
  const moved = await serve((request, response) =>
    response.writeHead(302, { location: `http://localhost:${upstream.port}${request.url}` }).end(),
  )
  const child = fork(fileURLToPath(new URL(name, folder)), {
    cwd: folder,
    execArgv: [...nodeFlags, '--import', doctor],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      WAYBILL_DOCTOR: JSON.stringify(flags),
      UPSTREAM: `http://127.0.0.1:${upstream.port}`,
      MOVED: `http://127.0.0.1:${moved.port}`,
    },
  })
  const messages: unknown[] = []
  child.on('message', (message) => messages.push(message))
  const [output, errors] = [collect(child.stdout), collect(child.stderr)]
  const told = async (isIt: (message: unknown) => boolean, times = 1) => {
    while (messages.filter(isIt).length < times) {
      const [what] = await Promise.race([once(child, 'message'), once(child, 'exit')])
      if (typeof what === 'number') throw new Error(`${name} has ended:\n${errors()}`)
    }
  }
  await told((message) => Object.hasOwn(Object(message), 'port'))
  const { port } = messages.find((one) => Object.hasOwn(Object(one), 'port')) as { port: number }
  try {
    await visit({
      send: (method, path, body) => send(port, method, path, body),
      told: (message, times) => told((one) => one === message, times),
      held,
    })
  } finally {
    child.send('end')
    if (child.exitCode === null) await once(child, 'close')
    upstream.close()
    moved.close()
  }
  const lines = output()
    .split('\n')
    .flatMap((line) => (line.startsWith('{"type"') ? [JSON.parse(line)] : []))
  return {
    findings: lines.filter(({ type }) => type === 'finding'),
    requests: lines.filter(({ type }) => type === 'request'),
    exitCode: child.exitCode,
    errors: errors(),
  }
}

function send(port: number, method: string, path: string, body?: string): Promise<string> {
  count += 1
  const headers = {
    'x-request-id': `request-${count}`,
    traceparent: `00-${String(count).padStart(32, 'a')}-00f067aa0ba902b7-01`,
    ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
  }
  return new Promise((resolve, reject) => {
    const request = http.request({ port, method, path, headers, agent: false }, (response) => {
      collectText(response).then(
        (text) =>
          response.statusCode === 200
            ? resolve(text)
            : reject(new Error(`${path}: ${response.statusCode} ${text}`)),
        reject,
      )
    })
    request.once('error', reject)
    if (!body) request.end()
    // So that the handler runs before the body is there.
    else request.write(body.slice(0, 2), () => setImmediate(() => request.end(body.slice(2))))
  })
}

async function collectText(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk
  return text
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return () => text
}

async function serve(
  answer: http.RequestListener,
): Promise<{ readonly port: number; close(): void }> {
  const server = http.createServer((request, response) => {
    request.resume().once('end', () => answer(request, response))
  })
  // On both, since a name may stand for either.
  server.listen(0)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
