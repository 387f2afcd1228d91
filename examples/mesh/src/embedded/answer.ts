import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { type HeaderList, withHeader, withoutHopByHop } from './header-list.ts'
import type { Hop } from './hop.ts'

/** Answers in the sidecar's own name, with a short text. */
export function answer({ response, requestId }: Hop, status: number, text: string): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'text/plain', 'x-request-id': requestId })
  response.end(text)
}

/** Hands an upstream's answer on while it comes in. */
export async function passOn(hop: Hop, upstream: Dispatcher.ResponseData): Promise<void> {
  // undici gives raw headers as a list, which its types do not know.
  const headers = upstream.headers as unknown as HeaderList
  const kept = withHeader(withoutHopByHop(headers), 'x-request-id', hop.requestId)
  hop.response.writeHead(upstream.statusCode, [...kept])
  // Sends the headers right away, byte for byte; `flushHeaders` would write them as UTF-8.
  hop.response.write(Buffer.alloc(0))
  await pipeline(upstream.body, hop.response)
}
