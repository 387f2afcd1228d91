import type { IncomingMessage } from 'node:http'

/** Reads a request's body as text, or returns undefined if it is longer than `limit` bytes. */
export async function readBody(req: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of req) {
    length += chunk.length
    // What is too much is still read to its end, so that the client gets its answer.
    if (length <= limit) chunks.push(chunk)
  }
  return length > limit ? undefined : Buffer.concat(chunks).toString('utf8')
}
