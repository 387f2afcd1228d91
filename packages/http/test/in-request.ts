import type { ClientRequest, IncomingMessage } from 'node:http'
import { capture, definePolicy, type PolicyOptions, run } from '@waybill/core'
import type { Received } from '../../../test/kit/echo-server.ts'

/** Runs a function as if it handled a request that came with these headers. */
export function inRequest<R>(
  headers: Record<string, string>,
  fn: () => R,
  options?: PolicyOptions,
): R {
  return run(capture(definePolicy(options), headers), fn)
}

/** Ends a call to the echo server and gives what arrived there. */
export function arrived(call: ClientRequest): Promise<Received> {
  return new Promise((resolve, reject) => {
    call.on('response', (response) => read(response).then(resolve, reject)).on('error', reject)
    call.end()
  })
}

/** The echo server's answer. */
export async function read(response: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
