import { createHmac } from 'node:crypto'
import { bind } from '@waybill/core'
import { waybill } from '@waybill/express'
import type { Request, RequestHandler, Response } from 'express'
import session from 'express-session'
import { fates, type Scene } from '../kit/fates.ts'
import { connectLineClient, type LineClient, serveLines } from '../kit/line-client.ts'
import { meet } from '../kit/meet.ts'

/** A store of sessions behind a socket that all requests share, with callbacks: as drivers without promises have it. */
class RemoteStore extends session.Store {
  client: LineClient | undefined
  get(_id: string, callback: (error: unknown, found?: session.SessionData) => void): void {
    const found = JSON.stringify({ cookie: { originalMaxAge: null } })
    this.client?.ask(found, (answer) => callback(null, JSON.parse(answer)))
  }
  set(_id: string, _session: session.SessionData, callback: () => void): void {
    callback()
  }
  destroy(_id: string, callback: () => void): void {
    callback()
  }
}

const secret = 'secret'
const signature = createHmac('sha256', secret).update('1').digest('base64').replace(/=+$/, '')
const cookie = `connect.sid=${encodeURIComponent(`s:1.${signature}`)}`

/** What a handler behind the session sees; `around` is what an app does about it. */
const behindSession = (around: (middleware: RequestHandler) => RequestHandler): Scene => {
  return async (way) => {
    const port = await serveLines()
    const store = new RemoteStore()
    const options = { store, secret, resave: false, saveUninitialized: false }
    const middleware = around(session(options))
    return meet(way, {
      headers: { cookie },
      other() {
        store.client = connectLineClient(port)
      },
      own: (report, req, res) => middleware(req as Request, res as Response, report),
    })
  }
}

fates(
  'a handler behind express-session, whose store answers by callback from a shared socket',
  { plain: "another's", waybill: "another's" },
  behindSession((middleware) => middleware),
  {
    'bind(next)': behindSession(
      (middleware) =>
        function boundMiddleware(req, res, next) {
          return middleware(req, res, bind(next))
        },
    ),
    'waybill() behind it': behindSession((middleware) => {
      const again = waybill()
      return function middlewareThenWaybill(req, res, next) {
        return middleware(req, res, () => again(req, res, next))
      }
    }),
  },
)
