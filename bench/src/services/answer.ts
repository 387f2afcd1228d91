import type { ServerResponse } from 'node:http'

/** Answers a request of a service. */
export function answer(res: ServerResponse, text = '{"ok":true}', status = 200): void {
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  res.end(text)
}
