import { AsyncLocalStorage } from 'node:async_hooks'
import { type RequestListener, request } from 'node:http'
import { presets } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch as waybillFetch } from '@waybill/fetch'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { copied } from './kit/copied.ts'
import { checkedHere, fatesOf, faultsOf } from './kit/run-check.ts'

const istio = presets.istio.map(String)

describe('a service on Express with Waybill', () => {
  const sound = (upstream: string) => {
    const app = express()
    app.use(waybill())
    app.get('/', async (_req, res) => void res.json(await (await waybillFetch(upstream)).json()))
    return app as RequestListener
  }

  test('is sound, with every header of each call through', async () => {
    const { code, report } = await checkedHere(sound)
    expect({ code, verdict: report.verdict, findings: report.findings }).toEqual({
      code: 0,
      verdict: 'sound',
      findings: [],
    })
    expect(fatesOf(report, 'x-request-id')).toMatchObject({ calls: 90, through: 90 })
    expect(report.calls).toMatchObject({ total: 100, mostAtOnce: 20, unattributed: 0 })
  })

  test('tells of baggage, which it was not told to carry, without failing', async () => {
    const { report } = await checkedHere(sound)
    expect(fatesOf(report, 'baggage')).toMatchObject({ through: 0, lost: 90 })
    expect(report.notes.join()).toContain('baggage is not carried')
  })

  test('loses a header that it was not told to carry, if that is asked for', async () => {
    const { code, report } = await checkedHere(sound, ['--header', 'x-tenant=shop-{mark}'])
    expect([code, faultsOf(report)]).toEqual([1, { lost: ['x-tenant'] }])
  })
})

describe('a service without Waybill', () => {
  const bare = (upstream: string): RequestListener =>
    async function bareService(_req, res) {
      await (await fetch(upstream)).text()
      res.end()
    }

  test('loses all', async () => {
    const { code, report } = await checkedHere(bare)
    expect([code, faultsOf(report)]).toEqual([1, { lost: istio }])
    expect(report.findings[0]).toMatchObject({ when: 'in every call' })
    expect(fatesOf(report, 'x-request-id')).toMatchObject({ calls: 90, lost: 90, through: 0 })
  })

  test('is let through by --fail-on without lost', async () => {
    const { code, report } = await checkedHere(bare, ['--fail-on', 'mixed,doubled'])
    expect([code, report.verdict]).toEqual([0, 'findings'])
  })
})

describe('a service that mixes requests up', () => {
  test('by a module-level variable: the overlapping ones get the last one’s', async () => {
    const { code, report } = await checkedHere((upstream) => {
      let current: Record<string, string> = {}
      return async function service(req, res) {
        current = copied(req.headers)
        await new Promise((resolve) => setImmediate(resolve))
        await (await fetch(upstream, { headers: current })).text()
        res.end()
      }
    })
    expect(code).toBe(1)
    expect(report.findings[0]).toMatchObject({ fault: 'mixed', when: 'only when requests overlap' })
    expect(fatesOf(report, 'x-request-id').mixed).toBeGreaterThan(40)
  })

  test('by what an earlier request left behind: alone, too', async () => {
    const { report } = await checkedHere((upstream) => {
      const defaults: Record<string, string> = {}
      return async function service(req, res) {
        Object.assign(defaults, copied(req.headers))
        await (await fetch(upstream, { headers: { ...defaults } })).text()
        res.end()
      }
    })
    const id = report.headers.find(({ name }) => name === 'x-request-id')
    // The two requests of the first twenty that carried nothing.
    expect(id?.alone.mixed).toBe(2)
  })

  test('by handing each the headers of the next, whole', async () => {
    const { report } = await checkedHere((upstream) => {
      let batch: { own: Record<string, string>; go: (headers: Record<string, string>) => void }[] =
        []
      const exchanged = (own: Record<string, string>) =>
        new Promise<Record<string, string>>((go) => {
          if (batch.push({ own, go }) > 1) return
          setTimeout(() => {
            const all = batch
            batch = []
            for (const [index, one] of all.entries())
              one.go(all[(index + 1) % all.length]?.own ?? {})
          }, 5)
        })
      return async function service(req, res) {
        const headers = await exchanged(copied(req.headers))
        await (await fetch(upstream, { headers })).text()
        res.end()
      }
    })
    expect(report.findings[0]).toMatchObject({ fault: 'mixed', when: 'only when requests overlap' })
    expect(fatesOf(report, 'x-request-id').mixed).toBeGreaterThan(30)
  })

  test('by a pool that runs callbacks in another request’s context', async () => {
    const { report } = await checkedHere((upstream) => {
      const store = new AsyncLocalStorage<Record<string, string>>()
      const queue: (() => void)[] = []
      let isScheduled = false
      const pooled = (fn: () => void) => {
        queue.push(fn)
        if (isScheduled) return
        isScheduled = true
        setImmediate(() => {
          isScheduled = false
          for (const one of queue.splice(0)) one()
        })
      }
      return function service(req, res) {
        store.run(copied(req.headers), () =>
          pooled(async () => {
            await (await fetch(upstream, { headers: store.getStore() ?? {} })).text()
            res.end()
          }),
        )
      }
    })
    expect(report.findings[0]).toMatchObject({ fault: 'mixed', when: 'only when requests overlap' })
  })
})

test('a header that never comes is lost, also where others are mixed up', async () => {
  const { report } = await checkedHere((upstream) => {
    let current: Record<string, string> = {}
    return async function service(req, res) {
      const { 'x-b3-flags': _flags, b3: _single, ...kept } = copied(req.headers)
      current = kept
      await new Promise((resolve) => setImmediate(resolve))
      await (await fetch(upstream, { headers: current })).text()
      res.end()
    }
  })
  for (const name of ['x-b3-flags', 'b3']) {
    expect(fatesOf(report, name)).toMatchObject({ through: 0, mixed: 0 })
  }
  expect(fatesOf(report, 'x-request-id').mixed).toBeGreaterThan(0)
})

describe('a service that doubles', () => {
  test('by appending to what is there', async () => {
    const { code, report } = await checkedHere(
      (upstream) =>
        async function service(req, res) {
          const headers = new Headers(copied(req.headers))
          const id = req.headers['x-request-id']
          if (id !== undefined) headers.append('x-request-id', String(id))
          await (await fetch(upstream, { headers })).text()
          res.end()
        },
    )
    expect([code, faultsOf(report)]).toEqual([1, { doubled: ['x-request-id'] }])
  })

  test('as two fields', async () => {
    const { report } = await checkedHere(
      (upstream) =>
        function service(req, res) {
          const headers: Record<string, string | string[]> = copied(req.headers)
          const { traceparent } = req.headers
          if (traceparent !== undefined)
            headers.traceparent = [String(traceparent), String(traceparent)]
          request(upstream, { headers }, (answer) =>
            answer.resume().on('end', () => res.end()),
          ).end()
        },
    )
    expect(faultsOf(report)).toEqual({ doubled: ['traceparent'] })
  })
})

describe('a service that changes', () => {
  const changing =
    (name: string, change: (value: string) => string) =>
    (upstream: string): RequestListener =>
      async function service(req, res) {
        const headers = copied(req.headers)
        if (headers[name] !== undefined) headers[name] = change(headers[name])
        await (await fetch(upstream, { headers })).text()
        res.end()
      }

  test.each([
    ['the case', 'x-request-id', (value: string) => value.toUpperCase(), 'written in another case'],
    ['the length', 'x-b3-traceid', (value: string) => value.slice(16), 'cut short'],
    ['the end', 'x-request-id', (value: string) => `${value}-1`, 'something added'],
    ['the bytes', 'grpc-trace-bin', encodeURIComponent, 'percent-encoded'],
    ['the sampling', 'x-b3-sampled', () => '1', 'another value'],
    ['everything', 'x-request-id', () => '', 'made empty'],
    ['an id', 'x-request-id', () => crypto.randomUUID(), 'another value'],
  ])('%s is told how', async (_what, name, change, how) => {
    const { report } = await checkedHere(changing(name, change))
    expect(faultsOf(report)).toEqual({ changed: [name] })
    expect(Object.keys(report.headers.find((one) => one.name === name)?.changes ?? {})).toEqual([
      how,
    ])
  })

  test('but a name in another case is no change', async () => {
    const { report } = await checkedHere(
      (upstream) =>
        function service(req, res) {
          const headers = Object.fromEntries(
            Object.entries(copied(req.headers)).map(([name, value]) => [name.toUpperCase(), value]),
          )
          request(upstream, { headers }, (answer) =>
            answer.resume().on('end', () => res.end()),
          ).end()
        },
    )
    expect(report.verdict).toBe('sound')
  })
})
