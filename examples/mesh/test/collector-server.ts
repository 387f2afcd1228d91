import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { onTestFinished } from 'vitest'
import { type CollectorOptions, createCollector } from '../src/collector/collector.ts'

/** A collector on a port of its own, closed at the end of the test. */
export type CollectorServer = {
  address: string
  /** Sends spans and gives the status of the answer. */
  post(spans: unknown): Promise<number>
  /** Reads a path under /api/v2 as JSON. */
  get(path: string): Promise<unknown>
  /** Waits until what is being sent on has arrived. */
  flush(): Promise<void>
}

/** Starts an Express application with nothing but a collector in it. */
export async function startCollector(options?: CollectorOptions): Promise<CollectorServer> {
  const app = express()
  const { router, flush } = createCollector(options)
  app.use(router)
  const address = await listen(app)
  return {
    address,
    flush,
    async post(spans) {
      const response = await fetch(`${address}/api/v2/spans`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(spans),
      })
      await response.arrayBuffer()
      return response.status
    },
    async get(path) {
      const response = await fetch(`${address}/api/v2${path}`)
      return response.json()
    },
  }
}

/** Listens on any free port, or on the given one, until the test ends. */
export async function listen(app: express.Application, port = 0): Promise<string> {
  const server: Server = app.listen(port, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
