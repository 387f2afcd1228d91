// Tries every way in and out with nothing but the preload, and prints what was right.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import * as http2 from 'node:http2'
import * as https from 'node:https'
import { connect } from 'node:net'
import { json, text } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import * as undici7 from 'undici'
import * as undici6 from 'undici6'

const undici8 = await import('undici8').catch(() => undefined)
const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }])
const own = 'x-request-id'
const rejectUnauthorized = false

async function listen(server, protocol = 'http') {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `${protocol}://127.0.0.1:${server.address().port}`
}

const tell = (req, res) => res.end(JSON.stringify({ id: req.headers[own] }))
const echo = await listen(createServer(tell))
const secureEcho = await listen(https.createServer({ key, cert }, tell), 'https')
const http2Echo = await listen(http2.createServer(tell))
const session = http2.connect(http2Echo)

const answerTo = async (call) => json((await once(call.end(), 'response'))[0])
const few = { connections: 2 }

/** `request` and `fetch` through a full pool, with redirects and retries composed onto it, too. */
function through(...versions) {
  const calls = versions.flatMap(({ Agent, interceptors, request, fetch }) => {
    const pool = new Agent(few)
    const composed = new Agent(few).compose(interceptors.redirect(), interceptors.retry())
    return [
      async () => (await request(echo, { dispatcher: pool })).body.json(),
      async () => (await request(echo, { dispatcher: composed })).body.json(),
      async () => (await fetch(echo, { dispatcher: pool })).json(),
    ]
  })
  return async () => {
    const [first, ...others] = await Promise.all(calls.map((call) => call()))
    return others.every(({ id }) => id === first.id) ? first : { id: 'mixed' }
  }
}

const out = {
  'node:http, node:https': async () => {
    const { id } = await answerTo(request(echo))
    const found = await answerTo(https.request(secureEcho, { rejectUnauthorized }))
    return found.id === id ? found : { id: 'mixed' }
  },
  'node:http2': () => json(session.request({})),
  'the global `fetch`': async () => (await fetch(echo)).json(),
  'undici 6, undici 7': through(undici6, undici7),
  'undici 8': undici8 && through(undici8),
}

// What is in a request's context shows by what it sends on.
const sendOn = async (respond) => respond(JSON.stringify(await answerTo(request(echo))))
const answering = (_req, res) => sendOn((answer) => res.end(answer))
const onStream = (stream) =>
  sendOn((answer) => {
    stream.respond()
    stream.end(answer)
  })
const late = (req, res) => req.on('data', () => {}).on('end', () => answering(req, res))
const onSocket = (_req, socket) =>
  sendOn((answer) => socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${answer}`))

const byHttp = async (server, headers, options) =>
  answerTo(request(await listen(server), { headers, ...options }))
const byHttps = async (server, headers) =>
  answerTo(https.request(await listen(server, 'https'), { headers, rejectUnauthorized }))
const byHttp2 = async (server, headers) =>
  json(
    http2
      .connect(await listen(server))
      .request({ ...headers, ':method': 'POST' })
      .end('body'),
  )
async function byUpgrade(server, headers) {
  const socket = connect(new URL(await listen(server)).port, '127.0.0.1')
  const lines = Object.entries({ host: 'a', connection: 'upgrade', upgrade: 'a', ...headers })
  socket.write(`GET / HTTP/1.1\r\n${lines.map((pair) => `${pair.join(': ')}\r\n`).join('')}\r\n`)
  return JSON.parse((await text(socket)).split('\r\n\r\n')[1])
}

const incoming = {
  'node:http, node:https': [
    (headers) => byHttp(createServer(answering), headers),
    (headers) => byHttp(createServer(late), headers, { method: 'POST' }),
    (headers) => byHttps(https.createServer({ key, cert }, answering), headers),
  ],
  '`checkContinue`, `upgrade`': [
    (headers) =>
      byHttp(createServer().on('checkContinue', answering), { ...headers, expect: '100-continue' }),
    (headers) => byUpgrade(createServer().on('upgrade', onSocket), headers),
  ],
  'node:http2': [
    (headers) => byHttp2(http2.createServer(late), headers),
    (headers) => byHttp2(http2.createServer().on('stream', onStream), headers),
  ],
}

const service = await listen(
  createServer(async (req, res) => {
    res.end(JSON.stringify(await out[decodeURIComponent(req.url.slice(1))]()))
  }),
)
const calling = (name) => (headers) =>
  answerTo(request(`${service}/${encodeURIComponent(name)}`, { headers }))

const found = {}
for (const [name, asks] of Object.entries(incoming)) {
  found[`in: ${name}`] = true
  for (const ask of asks) found[`in: ${name}`] &&= await isRight(ask)
}
for (const name of Object.keys(out))
  found[`out: ${name}`] = out[name] ? await isRight(calling(name)) : undefined
console.log(JSON.stringify(found, (_key, value) => value ?? null))
process.exit()

/** Whether each of several requests at once has its own id sent on, and those without one none. */
async function isRight(ask) {
  const ids = Array.from({ length: 20 }, (_, i) => (i % 4 ? `r-${i}` : undefined))
  const seen = await Promise.all(ids.map((id) => ask(id ? { [own]: id } : {})))
  return seen.every(({ id }, i) => id === ids[i])
}
