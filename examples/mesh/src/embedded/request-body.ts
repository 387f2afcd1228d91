import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'

/** Envoy's limit on what it keeps of a request that it may have to send again. */
const mostKept = 1024 * 1024

/** The body of a request, and whether it can be sent more than once. */
export interface RequestBody {
  readonly content: Readable | Buffer | null
  readonly canBeRepeated: boolean
}

/** A request's body: as it comes in or, where it may have to be repeated, as a whole. */
export async function bodyOf(request: IncomingMessage, mayRepeat: boolean): Promise<RequestBody> {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  if (coding === undefined && !Number(length)) return { content: null, canBeRepeated: true }
  if (!mayRepeat || !(Number(length) <= mostKept)) {
    // Not the request itself: when the upstream fails, its body is destroyed, and with the
    // request would go the connection that the answer has to take.
    return { content: request.pipe(new PassThrough()), canBeRepeated: false }
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return { content: Buffer.concat(chunks), canBeRepeated: true }
}
