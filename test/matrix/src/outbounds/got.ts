import type { Outbound } from '@waybill/testing'
import got from 'got'
import type { Waybills } from '../waybills.ts'

/** Got. */
export function gotOutbound({ got: { wrapGot } }: Pick<Waybills, 'got'>): Outbound {
  const client = wrapGot(got)
  return {
    name: 'got',
    call: (url, headers) => client(url, { headers, retry: { limit: 0 } }).json(),
  }
}
