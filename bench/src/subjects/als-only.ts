import { AsyncLocalStorage } from 'node:async_hooks'
import http from 'node:http'
import type { Subject } from './subject.ts'

const storage = new AsyncLocalStorage<object>()
let seen = 0

/** What a store alone costs: a run for each request and a look at each call, and no header touched. */
export const alsOnly: Subject = {
  http: {
    listener: (listener) =>
      function storingListener(req, res) {
        storage.run({}, listener, req, res)
      },
    request({ host, port, agent }, path) {
      look()
      return http.request({ host, port, path, agent })
    },
  },
  express: {
    middleware: function storingMiddleware(_req, _res, next) {
      storage.run({}, next)
    },
    call(url) {
      look()
      return fetch(url)
    },
  },
}

// Counted, so that no compiler takes the look away.
function look(): void {
  if (storage.getStore() !== undefined) seen = (seen + 1) | 0
}
