import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { serve } from '../../../test/kit/serve.ts'

/** Serves an app by node-server until the test ends, and gives its origin. */
export function startApp(build: (app: Hono) => void): Promise<string> {
  return serve(getRequestListener(made(build).fetch))
}

/** An app as Bun, Deno and Workers call it: with a Request, and nothing of node:http. */
export function made(build: (app: Hono) => void): Hono {
  const app = new Hono()
  build(app)
  return app
}
