import { fetch as waybillFetch, wrapDispatcher } from '@waybill/fetch'
import * as undici from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EchoServer, type Received, startEcho } from '../../../test/kit/echo-server.ts'
import { inRequest } from './in-request.ts'

let echo: EchoServer
let outside: EchoServer
beforeAll(async () => {
  echo = await startEcho()
  outside = await startEcho()
})
afterAll(() => Promise.all([echo.close(), outside.close()]))

const inMesh = <R>(id: string, fn: () => R) =>
  inRequest({ 'x-request-id': id }, fn, {
    targets: [new URL(echo.origin).host],
    warnOnRefusal: false,
  })
const to = (...origins: string[]): string =>
  origins.reduceRight((next, origin) => `${origin}/?to=${encodeURIComponent(next)}`)
const ids = Array.from({ length: 200 }, (_, index) => `r-${index}`)
const wrong = (seen: unknown[]) => seen.filter((id, index) => id !== ids[index])

describe('as the global dispatcher', () => {
  const { Agent, getGlobalDispatcher, setGlobalDispatcher } = undici
  const read = async (response: Response) =>
    ((await response.json()) as Received).headers['x-request-id']

  test('a wrapped Agent serves plain fetch, each call and each hop with its own header', async () => {
    const before = getGlobalDispatcher()
    const dispatcher = wrapDispatcher(new Agent({ connections: 2 }))
    setGlobalDispatcher(dispatcher)
    try {
      const urls = [`${echo.origin}/?delay=1`, to(echo.origin, `${echo.origin}/?delay=1`)]
      for (const call of [fetch, waybillFetch]) {
        for (const url of urls) {
          const seen = await Promise.all(
            ids.map((name) => inMesh(name, async () => read(await call(url)))),
          )
          expect(wrong(seen)).toEqual([])
        }
        const left = inMesh('r-1', async () => read(await call(to(echo.origin, outside.origin))))
        expect(await left).toBeUndefined()
      }
    } finally {
      setGlobalDispatcher(before)
      await dispatcher.close()
    }
  })
})
