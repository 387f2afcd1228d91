import { request } from 'node:http'
import { text } from 'node:stream/consumers'

/** Sends a request of the id `r-1`, its body in two pieces, the second only after the first has left. */
export function sendInPieces(
  origin: string,
  body = '',
  more: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET'
    const headers = { 'x-request-id': 'r-1', ...more }
    const call = request(origin, { method, headers }, (response) => {
      const status = response.statusCode ?? 0
      text(response).then((all) => resolve({ status, text: all }), reject)
    })
    call.on('error', reject)
    if (!body) call.end()
    else call.write(body.slice(0, 3), () => setImmediate(() => call.end(body.slice(3))))
  })
}
