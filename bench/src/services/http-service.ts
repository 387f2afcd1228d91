import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { HttpParts } from '../subjects/subject.ts'
import { answer } from './answer.ts'
import { wishOf } from './paths.ts'

// Kept as long as the process lives, to see what a request takes that is not answered yet.
const waiting: ServerResponse[] = []

/** The `http` service: node:http, and http.request with a keep-alive agent. */
export function httpListener(
  { listener, request }: HttpParts,
  upstreamPort: number,
): RequestListener {
  const target = {
    host: '127.0.0.1',
    port: upstreamPort,
    agent: new http.Agent({ keepAlive: true }),
  }
  const handle: RequestListener = function handle(req, res) {
    const { path, calls } = wishOf(req.url)
    if (path === '/wait') waiting.push(res)
    else if (calls === 0) answer(res)
    else callInTurn(req, res, path, calls)
  }

  function callInTurn(
    req: IncomingMessage,
    res: ServerResponse,
    path: string,
    calls: number,
  ): void {
    const call = request(target, path, req)
    call.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => {
        if (calls === 1) answer(res, text)
        else callInTurn(req, res, path, calls - 1)
      })
    })
    call.on('error', ({ message }) => answer(res, message, 502))
    call.end()
  }

  return listener ? listener(handle) : handle
}
