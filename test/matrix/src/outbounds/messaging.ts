import type { Outbound } from '@waybill/testing'
import { callPlain } from '../../../messages/kit/call-plain.ts'
import type { Waybills } from '../waybills.ts'

/** A message of plain objects, whose consumer makes the call with the headers that it has, and no other. */
export function messageOutbound({
  messaging: { forwardToMessage },
}: Pick<Waybills, 'messaging'>): Outbound {
  return {
    name: 'a message',
    call: (url, headers) => callPlain(url, forwardToMessage(headers)),
    lacks: {
      query: 'the URL that is called is not where the message goes',
      redirects: 'messages are not redirected',
    },
  }
}
