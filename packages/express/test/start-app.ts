import type { RequestListener } from 'node:http'
import express from 'express'
import express4 from 'express4'
import { serve } from '../../../test/kit/serve.ts'

/** The versions of Express that the package serves. */
export const frameworks: [string, typeof express][] = [
  ['express 5', express],
  ['express 4', express4],
]

/** Builds an app, and serves it until the test ends. */
export function startApp(
  framework: typeof express,
  build: (app: express.Express) => void,
): Promise<string> {
  const app = framework()
  app.set('env', 'test')
  build(app)
  return serve(app as RequestListener)
}
