import http from 'node:http'
import { forward } from '@waybill/core'
import { waybill } from '@waybill/http'
import { ready, upstream } from '../upstream.js'

/** A wrapper as they are written by hand: it takes headers for an object. */
function call(url, options, callback) {
  const headers = { ...options.headers, ...forward(url) }
  return http.get(url, { ...options, headers }, callback) // the line
}

const server = http.createServer(
  waybill((req, res) => {
    const headers = ['accept', 'application/json', 'x-request-id', req.headers['x-request-id']]
    call(upstream, { headers }, (answer) => answer.pipe(res))
  }),
)

ready(server.listen(0))
