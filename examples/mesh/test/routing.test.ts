import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseDestination } from '../src/routing/destination.ts'
import { createRuleStore } from '../src/routing/rule-store.ts'
import { listSamples, sampleFolder } from '../src/samples.ts'
import { bookinfo } from '../src/workloads.ts'

const versions = readFileSync(join(sampleFolder, 'destination-rule-all.yaml'), 'utf8')

/** A table made of the versions' names and one VirtualService for reviews. */
async function tableOf(http: string) {
  const store = createRuleStore(bookinfo)
  await store.apply(versions, 'versions.yaml')
  await store.apply(virtualService(http), 'test.yaml')
  return store.table()
}

function virtualService(http: string, host = 'reviews'): string {
  return `
apiVersion: networking.istio.io/v1beta1
kind: VirtualService
metadata: { name: test }
spec:
  hosts: [${host}]
  http: ${http}
`
}

function request(path: string, headers: Record<string, string> = {}) {
  return { path, header: (name: string) => headers[name] }
}

const to = (subset: string) => `route: [{ destination: { host: reviews, subset: ${subset} } }]`

async function matched(
  match: string,
  path: string,
  headers: Record<string, string>,
): Promise<boolean> {
  const table = await tableOf(`[{ match: ${match}, ${to('v2')} }, { ${to('v1')} }]`)
  const [destination] = table.routeFor('reviews', request(path, headers))?.destinations ?? []
  return destination?.workloads[0]?.version === 'v2'
}

test.each([
  [
    'an exact header',
    '[{ headers: { end-user: { exact: jason } } }]',
    '/',
    { 'end-user': 'jason' },
  ],
  [
    'a header by prefix',
    '[{ headers: { end-user: { prefix: ja } } }]',
    '/',
    { 'end-user': 'jason' },
  ],
  [
    'a header by regex',
    '[{ headers: { end-user: { regex: "j.*n" } } }]',
    '/',
    { 'end-user': 'jason' },
  ],
  [
    'a regex without case',
    '[{ headers: { end-user: { regex: "(?i)JASON" } } }]',
    '/',
    { 'end-user': 'jason' },
  ],
  ['a header that is there', '[{ headers: { end-user: {} } }]', '/', { 'end-user': '' }],
  [
    'a header name in capitals',
    '[{ headers: { End-User: { exact: jason } } }]',
    '/',
    { 'end-user': 'jason' },
  ],
  ['an exact path', '[{ uri: { exact: /reviews/0 } }]', '/reviews/0', {}],
  ['a path by prefix', '[{ uri: { prefix: /reviews } }]', '/reviews/0', {}],
  ['a path by regex', '[{ uri: { regex: "/reviews/\\\\d+" } }]', '/reviews/12', {}],
  ['the second of two entries', '[{ uri: { exact: /x } }, { uri: { exact: /y } }]', '/y', {}],
  [
    'a path and a header',
    '[{ uri: { prefix: / }, headers: { a: { exact: b } } }]',
    '/',
    { a: 'b' },
  ],
])('matches %s', async (_, match, path, headers) => {
  expect(await matched(match, path, headers as unknown as Record<string, string>)).toBe(true)
})

test.each([
  ['another value', '[{ headers: { end-user: { exact: jason } } }]', '/', { 'end-user': 'jasons' }],
  [
    'a header in another case',
    '[{ headers: { end-user: { exact: jason } } }]',
    '/',
    { 'end-user': 'Jason' },
  ],
  ['a header that is absent', '[{ headers: { end-user: { exact: jason } } }]', '/', {}],
  ['an absent header by regex', '[{ headers: { end-user: { regex: ".*" } } }]', '/', {}],
  ['an absent header by prefix', '[{ headers: { end-user: { prefix: j } } }]', '/', {}],
  [
    'part of a value by regex',
    '[{ headers: { end-user: { regex: jas } } }]',
    '/',
    { 'end-user': 'jason' },
  ],
  ['an alternative that is part only', '[{ headers: { a: { regex: "b|c" } } }]', '/', { a: 'bc' }],
  ['a longer path', '[{ uri: { exact: /reviews } }]', '/reviews/0', {}],
  [
    'the header without the path',
    '[{ uri: { exact: /x }, headers: { a: { exact: b } } }]',
    '/',
    { a: 'b' },
  ],
])('does not match %s', async (_, match, path, headers) => {
  expect(await matched(match, path, headers as unknown as Record<string, string>)).toBe(false)
})

test('shares requests out by weight', async () => {
  const to = (subset: string, weight: number) =>
    `{ destination: { host: reviews, subset: ${subset} }, weight: ${weight} }`
  const table = await tableOf(`[{ route: [${to('v1', 90)}, ${to('v2', 10)}] }]`)
  const route = table.routeFor('reviews', request('/'))
  const draws = Array.from({ length: 1_000 }, (_, index) => index / 1_000)
  const drawn = draws.map((draw) => chooseDestination(route?.destinations ?? [], draw))
  const counts = ['v1', 'v2'].map(
    (version) => drawn.filter((found) => found?.workloads[0]?.version === version).length,
  )
  expect(counts).toEqual([900, 100])
})

test('sends to all versions of a service that has no VirtualService', () => {
  const route = createRuleStore(bookinfo).table().routeFor('reviews', request('/'))
  const [destination] = route?.destinations ?? []
  expect(destination?.workloads.map(({ name }) => name)).toEqual([
    'reviews-v1',
    'reviews-v2',
    'reviews-v3',
  ])
})

test('finds no route where no entry fits', async () => {
  const table = await tableOf(`[{ match: [{ uri: { exact: /x } }], ${to('v1')} }]`)
  expect(table.routeFor('reviews', request('/'))).toBeUndefined()
})

test('takes the whole host name', async () => {
  const store = createRuleStore(bookinfo)
  const http = '[{ route: [{ destination: { host: ratings.default.svc.cluster.local } }] }]'
  await store.apply(virtualService(http, 'ratings.default.svc.cluster.local'), 'test.yaml')
  const [destination] = store.table().routeFor('ratings', request('/'))?.destinations ?? []
  expect(destination?.workloads[0]?.name).toBe('ratings-v1')
})

test('reads faults, the time-out and retries', async () => {
  const delay = 'delay: { fixedDelay: 0.5s, percentage: { value: 12.5 } }'
  const abort = 'abort: { httpStatus: 555, percentage: { value: 100 } }'
  const retries = 'retries: { attempts: 2, perTryTimeout: 1m30s, retryOn: "gateway-error,418" }'
  const table = await tableOf(
    `[{ ${to('v1')}, fault: { ${delay}, ${abort} }, timeout: 500ms, ${retries} }]`,
  )
  expect(table.routeFor('reviews', request('/'))).toMatchObject({
    fault: {
      delay: { milliseconds: 500, percentage: 12.5 },
      abort: { status: 555, percentage: 100 },
    },
    timeout: 500,
    retries: { attempts: 2, perTryTimeout: 90_000 },
  })
})

test.each([
  ['5xx', { status: 500 }, true],
  ['5xx', { status: 404 }, false],
  ['5xx', { failure: 'reset' }, true],
  ['gateway-error', { status: 500 }, false],
  ['gateway-error', { status: 503 }, true],
  ['connect-failure', { failure: 'connect' }, true],
  ['connect-failure', { failure: 'timeout' }, false],
  ['reset', { failure: 'timeout' }, true],
  ['reset', { status: 503 }, false],
  ['retriable-4xx', { status: 409 }, true],
  ['retriable-4xx', { status: 404 }, false],
  ['retriable-status-codes,418', { status: 418 }, true],
  ['unavailable, 503', { status: 503 }, true],
] as const)('retryOn %s after %j: %s', async (retryOn, attempt, isDue) => {
  const table = await tableOf(`[{ ${to('v1')}, retries: { attempts: 1, retryOn: "${retryOn}" } }]`)
  expect(table.routeFor('reviews', request('/'))?.retries.isDueAfter(attempt)).toBe(isDue)
})

test('every sample says what it does, and all of them can be followed', async () => {
  const store = createRuleStore(bookinfo)
  await store.apply(versions, 'versions.yaml')
  for (const file of readdirSync(sampleFolder)) {
    await store.apply(readFileSync(join(sampleFolder, file), 'utf8'), file)
  }
  expect(listSamples().filter(({ title }) => !/^[A-Z][^#]{20,}$/.test(title))).toEqual([])
})
