import type { RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { Express, Response as ExpressResponse } from 'express'
import type { ExpressParts } from '../subjects/subject.ts'
import { wishOf } from './paths.ts'

// By `require`, as tools that patch Express hook into that.
const express = createRequire(import.meta.url)('express') as () => Express

// Kept as long as the process lives, to see what a request takes that is not answered yet.
const waiting: ExpressResponse[] = []

/** The `express` service: Express 5, and the global fetch. */
export function expressListener(
  { middleware, call }: ExpressParts,
  upstreamPort: number,
): RequestListener {
  const upstream = `http://127.0.0.1:${upstreamPort}`
  const app = express()
  if (middleware) app.use(middleware)
  app.get('/local', (_req, res) => {
    res.type('application/json').send('{"ok":true}')
  })
  app.get('/wait', (_req, res) => {
    waiting.push(res)
  })
  app.get('/*path', async (req, res) => {
    const { path, calls } = wishOf(req.url)
    let text = '{"ok":true}'
    for (let made = 0; made < calls; made++) {
      const response = await call(upstream + path, req)
      text = await response.text()
    }
    res.type('application/json').send(text)
  })
  return app
}
