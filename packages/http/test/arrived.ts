import type { ClientRequest, IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Received } from '../../../test/kit/echo-server.ts'

/** Ends a call to the echo server and gives what arrived there. */
export function arrived(call: ClientRequest): Promise<Received> {
  return new Promise((resolve, reject) => {
    call.on('response', (response) => read(response).then(resolve, reject)).on('error', reject)
    call.end()
  })
}

/** The echo server's answer. */
export async function read(response: IncomingMessage): Promise<Received> {
  return (await json(response)) as Received
}
