import { createServer } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { current } from '@waybill/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen } from '../../../test/kit/echo-server.ts'
import { callerOf } from '../../../test/kit/send.ts'
import { start, stop } from '../src/api.ts'
import { versions } from './kit/versions.ts'

const REQUESTS = Number(process.env.CROSS_TALK_REQUESTS ?? 3_000)
const IN_FLIGHT = 500

/** Answers with the id that arrived, and no more. */
const echo = createServer((req, res) => res.end(req.headers['x-request-id'] ?? 'none'))
let upstream: { origin: string; close(): Promise<void> }

beforeAll(async () => {
  start({})
  upstream = await listen(echo)
})
afterAll(async () => {
  await upstream.close()
  stop()
})

describe.each(versions)('through a saturated pool of %s', (name, { Agent, request }) => {
  test(`each of ${REQUESTS} requests, ${IN_FLIGHT} at a time, sends its own header on, or none`, async () => {
    const dispatcher = new Agent({ connections: 20 })
    const service = await listen(
      createServer(async (_req, res) => {
        const before = current()?.get('x-request-id') ?? 'none'
        await setImmediate()
        const { body } = await request(upstream.origin, { dispatcher })
        const arrived = await body.text()
        const after = current()?.get('x-request-id') ?? 'none'
        res.end(JSON.stringify([before, arrived, after]))
      }),
    )
    const caller = callerOf(service.origin, IN_FLIGHT)
    let wrong = 0
    let next = 0
    async function worker(): Promise<void> {
      while (next < REQUESTS) {
        const id = `${name} ${next++}`
        // One in eight comes without, and must not get what its connection brought before.
        const expected = next % 8 === 0 ? 'none' : id
        const seen = await caller.send('/', expected === 'none' ? {} : { 'x-request-id': id })
        if ((seen as string[]).some((one) => one !== expected)) wrong++
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    caller.close()
    await service.close()
    await dispatcher.close()
    expect(wrong).toBe(0)
  }, 900_000)
})
