import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import type { Send } from '@waybill/testing'

/** Sends a request of the contract over HTTP/2. */
export async function sendOverHttp2(
  ...[origin, path, headers]: Parameters<Send>
): ReturnType<Send> {
  const session = connect(origin)
  try {
    const stream = session.request({ ':path': path, ...(headers as Record<string, string>) })
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
      stream.on('response', resolve).on('error', reject)
    })
    stream.end()
    return { headers: await answer, body: JSON.parse(await text(stream)) }
  } finally {
    session.close()
  }
}
