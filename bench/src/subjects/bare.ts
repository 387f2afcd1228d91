import http from 'node:http'
import type { ExpressParts, HttpParts, Subject } from './subject.ts'

/** A call without headers of the service's own; what patches Node adds them below it. */
export const bareHttp: HttpParts = {
  request({ host, port, agent }, path) {
    return http.request({ host, port, path, agent })
  },
}

/** The same by the global fetch. */
export const bareExpress: ExpressParts = {
  call(url) {
    return fetch(url)
  },
}

/** A service that carries nothing. */
export const bare: Subject = { http: bareHttp, express: bareExpress }
