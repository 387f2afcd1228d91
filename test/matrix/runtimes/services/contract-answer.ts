import type { Handler } from '@waybill/testing'
import { contractHandler } from '../../../../packages/testing/src/contract/handler.ts'

/** What a service does for a request under contract, with any `fetch`. */
export function contractAnswer(fetch: typeof globalThis.fetch): Handler {
  return contractHandler(async (url, headers) => (await fetch(url, { headers })).json())
}
