import type { AddressInfo, Server } from 'node:net'
import { trace } from '@opentelemetry/api'
import type { Express } from 'express'
import type { Notice, Order, Setup } from '../../kit/setup.ts'
import type { Call, Clients } from './clients.ts'
import { startedSdk, startSdk } from './sdk.ts'

const setup: Setup = JSON.parse(process.env.SETUP as string)

/** Serves calls in some ways, each with its clients, and does what it is told by messages. */
export function serve(app: Express, ways: Readonly<Record<string, Clients>>): void {
  if (setup.order === 'after-use') startSdk(setup)
  app.get('/:way', async (req, res) => {
    const { id, to, client, span } = req.query as Record<string, string>
    const call = ways[req.params.way]?.[client as keyof Clients] as Call
    const called = span === 'own' ? inOwnSpan(String(id), () => call(String(to))) : call(String(to))
    tell({ is: 'calling', id: String(id) })
    await called
    res.json({})
  })
  const server: Server = app.listen(0, '127.0.0.1', () => {
    tell({ is: 'listening', port: (server.address() as AddressInfo).port })
  })
  process.on('message', obey)
  process.on('disconnect', () => process.exit())
}

async function obey(order: Order): Promise<void> {
  if (order.do === 'spans') {
    tell({ is: 'spans', spans: (await startedSdk()?.spans()) ?? [] })
    return
  }
  if (order.do === 'start') startSdk(setup)
  else startedSdk()?.use(order.propagator)
  tell({ is: 'done' })
}

function inOwnSpan<R>(id: string, fn: () => Promise<R>): Promise<R> {
  return trace.getTracer('service').startActiveSpan('own', { attributes: { id } }, async (span) => {
    try {
      return await fn()
    } finally {
      span.end()
    }
  })
}

function tell(notice: Notice): void {
  process.send?.(notice)
}
