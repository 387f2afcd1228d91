import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import { carried } from './carried.ts'
import type { Subject } from './subject.ts'

/** Waybill in Express as its README says: one line where requests come in, one where calls go out. */
export const waybillExpress: Subject = {
  express: {
    middleware: waybill({ headers: [...carried] }),
    call(url) {
      return fetch(url)
    },
  },
}
