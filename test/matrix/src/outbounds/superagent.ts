import type { Outbound } from '@waybill/testing'
import superagent from 'superagent'
import type { Waybills } from '../waybills.ts'

/** SuperAgent. */
export function superagentOutbound({
  superagent: { wrapSuperagent },
}: Pick<Waybills, 'superagent'>): Outbound {
  const client = wrapSuperagent(superagent)
  return {
    name: 'superagent',
    call: async (url, headers) => (await client.get(url).set(headers)).body,
  }
}
