import type { IncomingMessage } from 'node:http'
import { type Outbound, startEcho } from '@waybill/testing'
import { certificate } from '../../../kit/certificate.ts'
import type { Waybills } from '../waybills.ts'
import { STAYS } from './stays.ts'

/** `request` of node:http and node:https. */
export function nodeOutbounds({ http: { http, https } }: Pick<Waybills, 'http'>): Outbound[] {
  return [
    { name: 'http.request', call: callOf(http), lacks: STAYS },
    {
      name: 'https.request',
      call: callOf(https),
      startEcho: async () => startEcho(await certificate()),
      lacks: STAYS,
    },
  ]
}

function callOf({ request }: typeof import('node:http') | typeof import('node:https')) {
  return function call(url: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      request(url, { headers, rejectUnauthorized: false } as object, (response) =>
        readJson(response).then(resolve, reject),
      )
        .on('error', reject)
        .end()
    })
  }
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}
