import http from 'node:http'
import { pick } from './hand-loop.ts'
import type { Subject } from './subject.ts'

/** The hand-written way without a store: the request is handed down, and the call picks from it. */
export const explicit: Subject = {
  http: {
    request({ host, port, agent }, path, { headers }) {
      return http.request({ host, port, path, agent, headers: pick(headers) })
    },
  },
  express: {
    call(url, { headers }) {
      return fetch(url, { headers: pick(headers) })
    },
  },
}
