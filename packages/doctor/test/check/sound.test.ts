import { Agent, type RequestListener, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { copied } from './kit/copied.ts'
import { checkedHere, fatesOf } from './kit/run-check.ts'

type Create = (upstream: string) => RequestListener
type Headers = Record<string, string>

/** Makes a service that carries headers by hand, from what it does for a request. */
const service =
  (work: (upstream: string, headers: Headers) => Promise<unknown>): Create =>
  (upstream) =>
    async function soundService(req, res) {
      await work(upstream, copied(req.headers))
      res.end()
    }

const call = async (upstream: string, headers: Headers) =>
  (await fetch(upstream, { headers })).text()

let turn = 0
const pool = new Agent({ maxSockets: 3 })
const times = Array.from({ length: 4 })

describe('nothing is found in a sound service', () => {
  test.each<[string, Create]>([
    [
      'that calls three times, one after the other',
      service(async (upstream, headers) => {
        for (const path of ['a', 'b', 'c']) await call(`${upstream}/${path}`, headers)
      }),
    ],
    [
      'that calls four times at once',
      service((upstream, headers) =>
        Promise.all(times.map((_, index) => call(`${upstream}/${index}`, headers))),
      ),
    ],
    [
      'that calls for every other request only',
      service(async (upstream, headers) => {
        if (turn++ % 2 === 0) await call(upstream, headers)
      }),
    ],
    [
      'that calls again when it feels like it',
      service(async (upstream, headers) => {
        await call(upstream, headers)
        if (turn++ % 3 === 0) await call(upstream, headers)
      }),
    ],
    [
      'that does not wait for its call',
      service(async (upstream, headers) => void call(upstream, headers)),
    ],
    [
      'that waits for one call and not for another',
      service(async (upstream, headers) => {
        void call(`${upstream}/log`, headers)
        await call(upstream, headers)
      }),
    ],
    [
      'whose call comes long after its response',
      service(
        async (upstream, headers) =>
          void setTimeout(() => call(upstream, headers).catch(() => undefined), 40),
      ),
    ],
    [
      'that is slow, at times',
      service(async (upstream, headers) => {
        await wait(Math.random() * 60)
        await call(upstream, headers)
        await wait(Math.random() * 120)
      }),
    ],
    [
      'that has three connections for all its calls',
      service((upstream, headers) =>
        Promise.all(
          [1, 2].map(
            () =>
              new Promise((resolve) => {
                request(upstream, { agent: pool, headers }, (answer) =>
                  answer.resume().on('end', resolve),
                ).end()
              }),
          ),
        ),
      ),
    ],
  ])('%s', async (_what, create) => {
    const { code, report } = await checkedHere(create)
    expect({ code, findings: report.findings }).toEqual({ code: 0, findings: [] })
    const { calls, through } = fatesOf(report, 'x-request-id')
    expect(through).toBe(calls)
    expect(calls).toBeGreaterThan(0)
  })
})

describe('one of several calls', () => {
  test('is named by its path when it loses what the others carry', async () => {
    const { code, report } = await checkedHere(
      service(async (upstream, headers) => {
        await call(`${upstream}/reviews`, headers)
        await call(`${upstream}/ratings`, {})
      }),
    )
    expect(code).toBe(1)
    expect(fatesOf(report, 'x-request-id')).toMatchObject({ calls: 180, through: 90, lost: 90 })
    expect(report.calls.paths).toEqual([
      { method: 'GET', path: '/reviews', calls: 100, faulty: 0 },
      { method: 'GET', path: '/ratings', calls: 100, faulty: 90 },
    ])
    expect(report.findings[0]).toMatchObject({ fault: 'lost', when: 'in some calls' })
  })
})

describe('overlap', () => {
  test('is said not to be tested where the service serves one request at a time', async () => {
    const { report } = await checkedHere((upstream) => {
      let last: Promise<unknown> = Promise.resolve()
      return function oneAtATime(req, res) {
        last = last.then(() => call(upstream, copied(req.headers))).then(() => res.end())
      }
    })
    expect(report.calls.mostAtOnce).toBe(1)
    expect(report.notes.join()).toContain('what happens when requests overlap was not tested')
  })

  test('finds a slow service that keeps headers in a variable across its wait', async () => {
    const { report } = await checkedHere(
      (upstream) => {
        let current: Headers = {}
        return async function slow(req, res) {
          current = copied(req.headers)
          await wait(150)
          await call(upstream, current)
          res.end()
        }
      },
      ['--requests', '40'],
    )
    expect(report.findings[0]).toMatchObject({ fault: 'mixed', when: 'only when requests overlap' })
  })
})
