import http from 'node:http'
import rtracer from 'cls-rtracer'
import type { Subject } from './subject.ts'

const name = 'x-request-id'
const middleware = rtracer.expressMiddleware({ useHeader: true, headerName: name })

/** cls-rtracer: one header by AsyncLocalStorage, put on the call by hand. */
export const clsRtracer: Subject = {
  http: {
    listener: (listener) =>
      function tracingListener(req, res) {
        middleware(req, res, () => listener(req, res))
      },
    request({ host, port, agent }, path) {
      return http.request({ host, port, path, agent, headers: { [name]: String(rtracer.id()) } })
    },
  },
  express: {
    middleware,
    call(url) {
      return fetch(url, { headers: { [name]: String(rtracer.id()) } })
    },
  },
}
