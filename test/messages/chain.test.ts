import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { accept, definePolicy } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { waybill } from '@waybill/messaging'
import { type EchoServer, gate, startEcho } from '@waybill/testing'
import { Agent, setGlobalDispatcher } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sevenHeaders } from '../kit/headers.ts'
import { describeWith } from '../kit/real-programs.ts'
import type { Consumer, Wire } from './kit/wire.ts'
import { wires } from './kit/wires.ts'

const REQUESTS = 1_000
const policy = definePolicy()

for (const { name, broker, start } of wires) {
  describeWith([broker], `${name}: HTTP, a message, another message, HTTP`, () => {
    let wire: Wire
    let echo: EchoServer
    let front: { origin: string; close(): Promise<unknown> }
    let consumers: Consumer[]
    const [first, second] = [`first-${randomUUID()}`, `second-${randomUUID()}`]
    let done: () => void = () => undefined

    beforeAll(async () => {
      ;[wire, echo] = await Promise.all([start(), startEcho()])
      let count = 0
      consumers = [
        await wire.consume(
          first,
          waybill(async (message: never) => {
            const { body } = wire.read(message)
            await new Promise((resolve) => setTimeout(resolve, Number(body) % 7))
            await wire.publish(second, body, { 'x-own': `own-${body}` })
          }, policy),
        ),
        await wire.consume(
          second,
          waybill(async (message: never) => {
            const { body } = wire.read(message)
            await new Promise((resolve) => setImmediate(resolve))
            await (await waybillFetch(`${echo.origin}/?n=${body}`)).text()
            if (++count === REQUESTS) done()
          }, policy),
        ),
      ]
      front = await startFront((n) => wire.publish(first, n, {}))
    })

    afterAll(async () => {
      await front?.close()
      for (const consumer of consumers ?? []) await consumer.stop()
      await wire?.stop()
      await echo?.close()
    })

    test(`${REQUESTS} that overlap each keep their own seven headers, and one in ten has none`, async () => {
      const all = gate()
      done = all.open
      const sent = Array.from({ length: REQUESTS }, (_, n) => (n % 10 === 0 ? {} : sevenHeaders()))
      await Promise.all(
        sent.map(async (headers, n) => (await fetch(`${front.origin}/${n}`, { headers })).text()),
      )
      await all.opened
      const wrong = echo.received.filter(({ path, headers }) => {
        const wanted: Record<string, string> = sent[Number(path.slice(4))] as never
        return Object.keys(sevenHeaders()).some((name) => headers[name] !== wanted[name])
      })
      expect([echo.received.length, wrong.length]).toEqual([REQUESTS, 0])
    }, 60_000)
  })
}

async function startFront(publish: (n: string) => Promise<unknown>) {
  // Connections that are used again, each by many requests.
  setGlobalDispatcher(new Agent({ connections: 50 }))
  const server = createServer((req, res) =>
    accept(policy, req, res, async () => {
      await publish(String(req.url).slice(1))
      res.end()
    }),
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}
