import { describe, expect, test } from 'vitest'
import type { Received } from '../kit/echo-server.ts'
import { sevenHeaders } from '../kit/headers.ts'
import { inbounds } from '../kit/inbounds.ts'
import { outbounds } from '../kit/outbounds.ts'
import { runningEcho } from '../kit/running-echo.ts'
import { callerOf } from '../kit/send.ts'

const plain = runningEcho()
const secure = runningEcho({ secure: true })

describe.each(inbounds)('in by $name', (inbound) => {
  describe.each(outbounds)('out by $name', (outbound) => {
    const echo = () => (outbound.secure ? secure : plain)

    test('sends all seven headers on, unchanged, and keeps what the call sets itself', async () => {
      const service = await inbound.start(() =>
        outbound.call(`${echo().origin}/`, { 'X-Own': 'mine', accept: 'text/x' }),
      )
      const caller = callerOf(service, inbound.name)
      const headers = sevenHeaders()
      const { headers: arrived } = (await caller.send('/', headers)) as Received
      expect(arrived).toMatchObject({ ...headers, 'x-own': 'mine', accept: 'text/x' })
      caller.close()
      await service.close()
    })

    test('gives each of 1,000 overlapping requests its own headers', async () => {
      const service = await inbound.start(async (path) => {
        const { searchParams } = new URL(path, 'http://service')
        await new Promise((resolve) => setTimeout(resolve, Number(searchParams.get('before'))))
        return outbound.call(`${echo().origin}/?delay=${searchParams.get('delay')}`)
      })
      const caller = callerOf(service, inbound.name)
      let wrong = 0
      let missing = 0
      const one = async (index: number) => {
        const headers = sevenHeaders()
        const { headers: arrived } = (await caller.send(
          `/?before=${index % 4}&delay=${index % 3}`,
          headers,
        )) as Received
        for (const [name, value] of Object.entries(headers)) {
          if (arrived[name] === undefined) missing++
          else if (arrived[name] !== value) wrong++
        }
      }
      let next = 0
      const worker = async () => {
        while (next < 1_000) await one(next++)
      }
      await Promise.all(Array.from({ length: 100 }, worker))
      expect({ wrong, missing }).toEqual({ wrong: 0, missing: 0 })
      caller.close()
      await service.close()
    })
  })
})
