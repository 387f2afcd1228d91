import type { ClientRequest } from 'node:http'
import { familyOf } from '@waybill/core'

const OURS = Symbol()

interface Watched extends ClientRequest {
  [OURS]: Pick<ClientRequest, 'setHeader' | 'appendHeader'> & { added: Record<string, string> }
}

/**
 * When the caller sets a header on the request later, what was added of it, and of its family, goes.
 * @param added the headers that were added; those that have gone are deleted from it
 */
export function leaveToCaller(request: ClientRequest, added: Record<string, string>): void {
  if (request.headersSent) return
  const { setHeader, appendHeader } = request
  // On the request, since closures for every call would cost more.
  ;(request as Watched)[OURS] = { added, setHeader, appendHeader }
  request.setHeader = waybillSetHeader as never
  request.appendHeader = waybillAppendHeader as never
}

const waybillSetHeader = yielding('setHeader')
const waybillAppendHeader = yielding('appendHeader')

function yielding(method: 'setHeader' | 'appendHeader'): ClientRequest['setHeader'] {
  return function waybillHeader(this: Watched, name, value) {
    const ours = this[OURS]
    for (const other of this.headersSent ? [] : familyOf(String(name))) {
      if (other in ours.added) {
        delete ours.added[other]
        this.removeHeader(other)
      }
    }
    return ours[method].call(this, name, value as string) as never
  }
}
