import { fileURLToPath } from 'node:url'
import express from 'express'

/** Where the built page lies: beside the program that serves it. */
const builtFolder = fileURLToPath(new URL('./public/', import.meta.url))

/** Scripts and styles of its own only; it may fetch the product page, which has another origin. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Makes a router that serves the trace page at its root. */
export function viewRouter(folder: string = builtFolder): express.Router {
  const router = express.Router()
  router.use(
    express.static(folder, {
      setHeaders(res) {
        res.setHeader('content-security-policy', contentPolicy)
        res.setHeader('x-content-type-options', 'nosniff')
        // A page from an older build would read a newer API.
        res.setHeader('cache-control', 'no-cache')
      },
    }),
  )
  return router
}
