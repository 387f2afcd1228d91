import { Agent } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { current } from '@waybill/core'
import { http } from '@waybill/http'
import { describe, expect, test } from 'vitest'
import { inbounds } from '../kit/from-source.ts'
import { runningEcho } from '../kit/running-echo.ts'
import { callerOf } from '../kit/send.ts'

const REQUESTS = Number(process.env.CROSS_TALK_REQUESTS ?? 100_000)
const IN_FLIGHT = 500

const echo = runningEcho()
const agent = new Agent({ keepAlive: true, maxSockets: 100 })

describe.each(inbounds)('in by $name', (inbound) => {
  test(`gives each of ${REQUESTS} requests, ${IN_FLIGHT} at a time on connections that stay open, its own headers`, async () => {
    const { origin, close } = await inbound.start(async () => {
      const before = current()?.get('x-request-id')
      await setImmediate()
      const arrived = await arrivedId()
      return [before, arrived, current()?.get('x-request-id')]
    })
    const caller = callerOf(origin, IN_FLIGHT)
    async function send(headers: Record<string, string>): Promise<unknown> {
      return inbound.send
        ? (await inbound.send(origin, '/', headers)).body
        : caller.send('/', headers)
    }
    let wrong = 0
    let next = 0
    async function worker(): Promise<void> {
      while (next < REQUESTS) {
        const id = `${inbound.name} ${next++}`
        // One in eight comes without, and must not get what its connection brought before.
        const expected = next % 8 === 0 ? null : id
        const seen = (await send(expected === null ? {} : { 'x-request-id': id })) as unknown[]
        if (seen.length !== 3 || seen.some((one) => one !== expected)) wrong++
      }
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    caller.close()
    await close()
    expect(wrong).toBe(0)
  }, 900_000)
})

/** Calls the echo server, and gives the request id that arrived there. */
function arrivedId(): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const call = http.get(echo.origin, { agent }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text).headers['x-request-id'] ?? null))
    })
    call.on('error', reject)
  })
}
