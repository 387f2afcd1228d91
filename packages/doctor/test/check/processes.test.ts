import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { checked, fatesOf, faultsOf, freePort, ranCheck } from './kit/run-check.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('checks a service in Python, and stops it in the end', async () => {
  const port = await freePort()
  const { code, report } = await checked([
    `http://127.0.0.1:${port}/`,
    ...['--via', 'REVIEWS_HOST={host}', '--via', 'REVIEWS_PORT={port}', '--preset', 'b3'],
    ...['--header', 'x-request-id', '--', 'python3', file('services/lossy.py'), String(port)],
  ])
  expect([code, faultsOf(report)]).toEqual([1, { lost: ['x-b3-parentspanid', 'x-b3-flags', 'b3'] }])
  expect(fatesOf(report, 'x-request-id')).toMatchObject({ calls: 90, through: 90 })
  expect(report.calls.mostAtOnce).toBeGreaterThan(1)
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
})

const folder = file('../../../../test/opentelemetry/v2')
const hasOpenTelemetry = existsSync(`${folder}/node_modules`)
const title = 'tells a new span of the same trace from a change, with OpenTelemetry'
test.skipIf(!hasOpenTelemetry)(title, async () => {
  const port = await freePort()
  const script = `cd '${folder}' && exec node '${file('services/open-telemetry.cjs')}' ${port}`
  const { report } = await checked([
    ...[`http://127.0.0.1:${port}/`, '--via', 'UPSTREAM_URL', '--preset', 'b3', '--preset', 'w3c'],
    ...['--header', 'x-request-id', '--', 'sh', '-c', script],
  ])
  expect(faultsOf(report)).toEqual({ lost: ['x-request-id'] })
  expect(fatesOf(report, 'traceparent')).toMatchObject({ calls: 90, through: 0, newSpan: 90 })
  expect(fatesOf(report, 'x-b3-traceid')).toMatchObject({ through: 40, newSpan: 0 })
  expect(fatesOf(report, 'x-b3-spanid')).toMatchObject({ newSpan: 40 })
  expect(fatesOf(report, 'b3')).toMatchObject({ calls: 50, newSpan: 50 })
  expect(fatesOf(report, 'tracestate')).toMatchObject({ through: 90 })
  expect(fatesOf(report, 'baggage')).toMatchObject({ through: 90 })
})

describe('of Bookinfo’s services, one of them with WAYBILL=off', () => {
  const built = (name: string) => file(`../../../../examples/bookinfo/dist/${name}.js`)
  const at = (prefix: string) => [
    ...['--via', `${prefix}_HOSTNAME={host}`, '--via', `${prefix}_SERVICE_PORT={port}`],
  ]
  const reviews = [...at('RATINGS'), '--via', 'ENABLE_RATINGS=true']
  const services = [
    ['productpage', 'productpage', '/productpage', [...at('DETAILS'), ...at('REVIEWS')]],
    [
      'details',
      'details',
      '/details/0',
      ['--via', 'EXTERNAL_BOOK_SERVICE_URL', '--via', 'ENABLE_EXTERNAL_BOOK_SERVICE=true'],
    ],
    ['reviews v2', 'reviews', '/reviews/0', reviews],
    ['reviews v3', 'reviews', '/reviews/0', [...reviews, '--via', 'STAR_COLOR=red']],
    ['ratings', 'ratings', '/ratings/0', ['--via', 'RATINGS_URL']],
  ] as const
  const names = services.map(([name]) => name)
  // Nothing is behind ratings.
  const calling = names.filter((name) => name !== 'ratings')

  const verdicts: Record<string, string | undefined> = {}
  const verdictOn = async (name: string, isOff: boolean) => {
    const [, program, path, via] = services.find(([one]) => one === name) ?? services[0]
    const port = await freePort()
    const { stdout } = await ranCheck([
      ...[`http://127.0.0.1:${port}${path}`, '--name', name, '--requests', '40', ...via],
      ...[...(isOff ? ['--via', 'WAYBILL=off'] : []), '--', 'node', built(program), String(port)],
    ])
    return stdout.trim().split('\n').at(-1)
  }
  const isBuilt = existsSync(built('reviews'))
  beforeAll(async () => {
    for (const name of isBuilt ? names : []) verdicts[name] = await verdictOn(name, false)
  })

  test.skipIf(!isBuilt).each(calling)('finds that it is %s, and no other', async (lossy) => {
    for (const name of names) {
      const verdict = name === lossy ? await verdictOn(name, true) : verdicts[name]
      if (name === 'ratings') expect(verdict).toBe('? ratings made no call.')
      else if (name === lossy) expect(verdict).toMatch(`✗ ${name} loses headers: 16 of 17`)
      else expect(verdict).toMatch(`✓ ${name} carries all 16 headers through`)
    }
  })
})
