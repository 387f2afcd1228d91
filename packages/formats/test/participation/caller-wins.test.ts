import { setHeader } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch, wrapDispatcher } from '@waybill/fetch'
import { http } from '@waybill/http'
import type { Received } from '@waybill/testing'
import express from 'express'
import { Agent, interceptors, request } from 'undici'
import { describe, expect, test } from 'vitest'
import { runningEcho } from '../../../../test/kit/running-echo.ts'
import { serve } from '../../../../test/kit/serve.ts'
import { headersOf, type TraceContextOptions, traceContext } from '../../src/index.ts'

const echo = runningEcho()
const TRACE = '80f198ee56343ba864fe8b2a57d3eff7'
const SPAN = 'e457b5a2e4d86bd1'
const traceparent = `00-${TRACE}-${SPAN}-01`
const names = Object.values(headersOf).flat()

type Options = NonNullable<Parameters<typeof waybill>[0]>
type Mode = NonNullable<TraceContextOptions['mode']>

/** The trace headers of all calls that arrive while a handler runs, for a request that came with a `traceparent`. */
async function arrivedOf(handle: () => Promise<unknown>, mode: Mode, options: Options = {}) {
  const app = express()
  app.use(waybill({ ...options, extensions: [traceContext({ mode, to: ['w3c', 'b3'] })] }))
  app.get('/', async (_req, res) => {
    await handle()
    res.end()
  })
  await globalThis.fetch(await serve(app as never), { headers: { traceparent, tracestate: 'a=1' } })
  return echo.received.map(traceHeaders)
}

function traceHeaders({ headers }: Received) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)))
}

const getBy = (url: string, headers: Record<string, string>) =>
  new Promise((resolve) =>
    http.get(url, { headers }, (response) => response.resume().on('end', resolve)),
  )

describe.each(['verbatim', 'guarded', 'participant'] as const)('%s', (mode) => {
  test.each([
    ['fetch', (headers: Record<string, string>) => fetch(echo.origin, { headers })],
    ['http', (headers: Record<string, string>) => getBy(echo.origin, headers)],
  ])('%s: what the caller sets of a format is all that goes of it', async (_client, call) => {
    const [state, parent] = await arrivedOf(async () => {
      await call({ TraceState: 'own=1' })
      await call({ 'x-b3-sampled': '0' })
    }, mode)
    expect(Object.keys(state ?? {}).sort()).toEqual(
      [
        'tracestate',
        'x-b3-sampled',
        'x-b3-spanid',
        'x-b3-traceid',
        ...(mode === 'participant' ? ['x-b3-parentspanid'] : []),
      ].sort(),
    )
    expect(state).toMatchObject({ tracestate: 'own=1', 'x-b3-traceid': TRACE })
    expect(parent).toEqual({
      traceparent: expect.stringContaining(TRACE),
      tracestate: 'a=1',
      'x-b3-sampled': '0',
    })
  })

  test('a format goes whole or not at all where rules send its headers to different places', async () => {
    const elsewhere = ['other.internal']
    const rules = { headers: [{ name: 'x-b3-spanid', targets: elsewhere }] }
    const [call] = await arrivedOf(() => fetch(echo.origin), mode, rules)
    expect(Object.keys(call ?? {})).toEqual(['traceparent', 'tracestate'])
  })

  test('nothing goes where the policy does not send it', async () => {
    const options = { targets: ['other.internal'], warnOnRefusal: false }
    expect(await arrivedOf(() => fetch(echo.origin), mode, options)).toEqual([{}])
  })

  test('nothing of a format goes that is over a limit of the policy', async () => {
    const [call] = await arrivedOf(() => fetch(echo.origin), mode, { maxHeaders: 2 })
    expect(call).toEqual({ traceparent: expect.stringContaining(TRACE), tracestate: 'a=1' })
  })
})

test.each(['guarded', 'participant'] as const)(
  '%s: a tracestate that rules keep away does not keep its traceparent',
  async (mode) => {
    const rules = { headers: [{ name: 'tracestate', targets: ['other.internal'] }] }
    const [call] = await arrivedOf(() => fetch(echo.origin), mode, rules)
    expect(call).toHaveProperty('traceparent')
    expect(call).not.toHaveProperty('tracestate')
  },
)

test('verbatim: rules send the headers of a format that is not of `to` where they say', async () => {
  const app = express()
  const half = { headers: ['x-b3-traceid', { name: 'x-b3-spanid', targets: ['other.internal'] }] }
  app.use(waybill({ ...half, extensions: [traceContext({ to: ['jaeger'] })] }))
  app.get('/', async (_req, res) => {
    await fetch(echo.origin)
    res.end()
  })
  const b3 = { 'x-b3-traceid': TRACE, 'x-b3-spanid': SPAN }
  await globalThis.fetch(await serve(app as never), { headers: b3 })
  expect(echo.received.map(traceHeaders)).toEqual([
    { 'x-b3-traceid': TRACE, 'uber-trace-id': `${TRACE}:${SPAN}:0:0` },
  ])
})

test('a participant leaves alone what the application has set that is no context', async () => {
  const [call] = await arrivedOf(async () => {
    setHeader('uber-trace-id', 'none')
    await fetch(echo.origin)
  }, 'participant')
  expect(call).toMatchObject({ 'uber-trace-id': 'none', 'x-b3-parentspanid': SPAN })
})

test('a participant does not add a parent where rules keep that header away', async () => {
  const rules = { headers: [{ name: 'x-b3-parentspanid', targets: ['other.internal'] }] }
  const [call] = await arrivedOf(() => fetch(echo.origin), 'participant', rules)
  expect(Object.keys(call ?? {})).toEqual(['traceparent', 'tracestate'])
})

describe('a participant gives a span id of its own to', () => {
  const spansOf = async (handle: () => Promise<unknown>) => {
    const calls = await arrivedOf(handle, 'participant')
    for (const call of calls) {
      expect(call.traceparent).toContain(TRACE)
      expect(call.traceparent).toContain(call['x-b3-spanid'])
      expect(call['x-b3-parentspanid']).toBe(SPAN)
    }
    return calls.map((call) => call['x-b3-spanid'])
  }

  test('each hop of a redirect that fetch follows', async () => {
    const spans = await spansOf(() => fetch(`${echo.origin}/?to=${echo.origin}/next`))
    expect(new Set(spans).size).toBe(2)
  })

  test('each hop of a redirect that a dispatcher follows', async () => {
    const dispatcher = wrapDispatcher(new Agent()).compose(
      interceptors.redirect({ maxRedirections: 1 }),
    )
    const spans = await spansOf(async () => {
      const { body } = await request(`${echo.origin}/?to=${echo.origin}/next`, { dispatcher })
      await body.dump()
    })
    expect(new Set(spans).size).toBe(2)
    await dispatcher.close()
  })

  test('each attempt of a call', async () => {
    const dispatcher = wrapDispatcher(new Agent()).compose(
      interceptors.retry({ maxRetries: 1, minTimeout: 1, timeoutFactor: 1 }),
    )
    const spans = await spansOf(() =>
      request(`${echo.origin}/?status=503`, { dispatcher }).then(
        ({ body }) => body.dump(),
        () => undefined,
      ),
    )
    expect(new Set(spans).size).toBe(2)
    await dispatcher.close()
  })
})
