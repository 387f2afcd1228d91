// As far as the tests use it: its own types and those of cookie-session claim the same `req.session`.
declare module 'express-session' {
  import type { RequestHandler } from 'express'

  namespace session {
    interface SessionData {
      cookie: { originalMaxAge: number | null }
    }
    abstract class Store {
      abstract get(id: string, callback: (error: unknown, found?: SessionData) => void): void
      abstract set(id: string, session: SessionData, callback: () => void): void
      abstract destroy(id: string, callback: () => void): void
    }
  }
  function session(options: {
    store: session.Store
    secret: string
    resave: boolean
    saveUninitialized: boolean
  }): RequestHandler
  export default session
}
