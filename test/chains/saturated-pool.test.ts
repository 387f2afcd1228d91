import { capture, definePolicy, run } from '@waybill/core'
import { wrapDispatcher, wrapFetch } from '@waybill/fetch'
import * as undici from 'undici'
import * as undici6 from 'undici6'
import { describe, expect, test } from 'vitest'
import type { Received } from '../kit/echo-server.ts'
import { sevenHeaders } from '../kit/headers.ts'
import { runningEcho } from '../kit/running-echo.ts'

const policy = definePolicy()
const { interceptors } = undici
const twoConnections = wrapDispatcher(new undici.Agent({ connections: 2 }))
const plain = new undici.Agent({ connections: 2 })
const pool6 = wrapDispatcher(new undici6.Agent({ connections: 2 }))
const composed = wrapDispatcher(new undici.Agent({ connections: 2 })).compose(
  interceptors.redirect({ maxRedirections: 2 }),
  interceptors.retry(),
)
const fetch = wrapFetch(undici.fetch as unknown as typeof globalThis.fetch)

const echo = runningEcho()

describe('200 calls of 200 requests over 2 connections each carry their own headers', () => {
  test.each<[string, (url: string) => Promise<unknown>]>([
    [
      'undici 7, request',
      async (url) => (await undici.request(url, { dispatcher: twoConnections })).body.json(),
    ],
    [
      'undici 7, fetch',
      async (url) => (await fetch(url, { dispatcher: plain } as RequestInit)).json(),
    ],
    [
      'undici 7, a redirect and a retry composed',
      async (url) => (await undici.request(`${url}&to=/end`, { dispatcher: composed })).body.json(),
    ],
    [
      'undici 6, request',
      async (url) => (await undici6.request(url, { dispatcher: pool6 })).body.json(),
    ],
  ])('%s', async (_name, call) => {
    const results = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const headers = sevenHeaders()
        const arrived = (await run(capture(policy, headers), () =>
          call(`${echo.origin}/?delay=${index % 5}`),
        )) as Received
        return Object.entries(headers).filter(([name, value]) => arrived.headers[name] !== value)
          .length
      }),
    )
    expect(results.filter((wrong) => wrong > 0)).toEqual([])
  })
})
