import { http, waybill } from '@waybill/http'
import { carried } from './carried.ts'
import type { Subject } from './subject.ts'

/** Waybill in node:http as its README says: one line where requests come in, one where calls go out. */
export const waybillHttp: Subject = {
  http: {
    listener: (listener) => waybill(listener, { headers: [...carried] }),
    request({ host, port, agent }, path) {
      return http.request({ host, port, path, agent })
    },
  },
}
