import nodeHttp from 'node:http'
import { fetch as wrapped } from '@waybill/fetch'
import { http, waybill } from '@waybill/http'
import { moved, ready, upstream } from '../upstream.js'

// As an SDK of OpenTelemetry registers itself.
globalThis[Symbol.for('opentelemetry.js.api.1')] = { version: '1.9.0', trace: {} }

const handlers = {
  '/plain': async () => {
    await wrapped(upstream) // plain
  },
  '/moved': async () => {
    const first = await wrapped(`${moved}/`, { redirect: 'manual' })
    await fetch(first.headers.get('location')) // moved
  },
  '/removed': () =>
    new Promise((resolve) => {
      const call = http.request(upstream, (answer) => answer.resume().on('end', resolve))
      call.removeHeader('x-request-id')
      call.end() // removed
    }),
}

const handle = async (req, res) => {
  await handlers[req.url]()
  res.end()
}
const handleWithWaybill = waybill(handle)

const server = nodeHttp.createServer((req, res) => {
  if (req.url === '/plain') handle(req, res)
  else handleWithWaybill(req, res)
})

ready(server.listen(0))
