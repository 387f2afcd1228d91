import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import { copy, type Picked, pick } from './hand-loop.ts'
import type { Subject } from './subject.ts'

const storage = new AsyncLocalStorage<Picked>()

/** The hand-written way with a store: picked where a request comes in, copied where a call goes out. */
export const als: Subject = {
  http: {
    listener: (listener) =>
      function storingListener(req, res) {
        storage.run(pick(req.headers), listener, req, res)
      },
    request({ host, port, agent }, path) {
      return http.request({ host, port, path, agent, headers: copy(storage.getStore()) })
    },
  },
  express: {
    middleware: function storingMiddleware(req, _res, next) {
      storage.run(pick(req.headers), next)
    },
    call(url) {
      return fetch(url, { headers: copy(storage.getStore()) })
    },
  },
}
