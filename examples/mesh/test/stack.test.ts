import { EventEmitter, once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { type Stack, type StackOptions, startStack } from '../src/stack.ts'

const standIn = fileURLToPath(new URL('./fixtures/stand-in.mjs', import.meta.url))

let stack: Stack | undefined

afterEach(async () => {
  await stack?.stop()
  stack = undefined
  vi.unstubAllEnvs()
})

async function start(options: StackOptions = {}): Promise<Stack> {
  const defaults = {
    port: 0,
    serviceFile: () => standIn,
    print: () => undefined,
  }
  stack = await startStack({ ...defaults, ...options })
  return stack
}

const timeoutRule = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings }
spec: { hosts: [ratings], http: [{ route: [{ destination: { host: ratings, subset: v1 } }], timeout: 1s }] }
`

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${stack?.addresses.view}${path}`, init)
  return { status: response.status, body: await response.json() }
}

const asJson = (value: unknown): RequestInit => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
})

/** The request ids at the two services that one call to the product page reaches. */
async function requestIds(): Promise<string[]> {
  const response = await fetch(stack?.addresses.productpage as string)
  const seen = (await response.json()) as Record<string, string>[]
  return seen.map((service) => service['x-request-id'] as string)
}

test('brings up each service behind its sidecar', async () => {
  const { addresses } = await start()
  const answers = await Promise.all(addresses.services.map(({ url }) => fetch(url)))
  const seen = await Promise.all(answers.map((answer) => answer.json()))
  expect(seen.map(([first]) => first.name)).toEqual([
    'productpage-v1',
    'details-v1',
    'reviews-v1',
    'reviews-v2',
    'reviews-v3',
    'ratings-v1',
  ])
})

test('collects the spans of a call over the ports of the sidecars', async () => {
  await start()
  await requestIds()
  const spans = await vi.waitUntil(async () => {
    const { body } = await ask('/api/v2/traces')
    return body.length > 0 && body.flat().length === 3 ? body.flat() : undefined
  })
  expect(spans.map(({ name }: { name: string }) => name).sort()).toEqual([
    'productpage:9080/*',
    'ratings:9080/*',
    'ratings:9080/*',
  ])
})

test('turns Waybill off and on in the services', async () => {
  await start()
  const isWhole = async () => new Set(await requestIds()).size === 1
  const whole = [await isWhole()]
  const off = await ask('/mesh/waybill', { method: 'PUT', ...asJson({ enabled: false }) })
  whole.push(await isWhole())
  await ask('/mesh/waybill', { method: 'PUT', ...asJson({ enabled: true }) })
  whole.push(await isWhole())
  expect([off, whole]).toEqual([{ status: 200, body: { waybill: false } }, [true, false, true]])
})

test('tells its state', async () => {
  const { addresses } = await start()
  const { body } = await ask('/mesh/state')
  expect(body).toMatchObject({
    waybill: true,
    productpage: addresses.productpage,
    services: addresses.services,
    rules: Array(4).fill({ kind: 'DestinationRule', source: 'destination-rule-all.yaml' }),
  })
  expect(body.samples).toContainEqual({
    name: 'virtual-service-ratings-test-delay',
    title: 'Delays ratings by 7 seconds for jason',
  })
})

test('applies rules and goes back to those of the start', async () => {
  await start()
  const applied = await ask('/mesh/rules', { method: 'POST', body: timeoutRule })
  const reset = await ask('/mesh/rules', { method: 'DELETE' })
  expect([applied.status, applied.body[4], reset.status, reset.body.length]).toEqual([
    200,
    { kind: 'VirtualService', name: 'ratings', source: 'control API' },
    200,
    4,
  ])
})

test('applies a sample by its name', async () => {
  await start()
  const { status, body } = await ask('/mesh/samples/virtual-service-all-v1', { method: 'POST' })
  expect([status, body.length, body[4].source]).toEqual([200, 8, 'virtual-service-all-v1.yaml'])
})

test.each([
  ['POST', '/mesh/rules', { body: 'kind: x' }, 400, 'control API: kind must be VirtualService'],
  ['POST', '/mesh/samples/none', {}, 404, 'There is no sample "none".'],
  ['POST', '/mesh/samples/..%2Fpackage', {}, 404, 'There is no sample "../package".'],
  ['PUT', '/mesh/waybill', asJson({ enabled: 'no' }), 400, 'The body must be {"enabled": true}'],
  ['PUT', '/mesh/waybill', { ...asJson(0), body: '{' }, 400, 'JSON'],
  ['PUT', '/mesh/waybill', {}, 400, 'The body must be {"enabled": true}'],
  [
    'DELETE',
    '/mesh/rules',
    { headers: { origin: 'http://elsewhere' } },
    403,
    'Only the trace view',
  ],
])(
  'answers %s %s with a sentence when it is wrong',
  async (method, path, init, status, sentence) => {
    await start()
    const answer = await ask(path, { method, ...(init as RequestInit) })
    expect(answer).toEqual({ status, body: { error: expect.stringContaining(sentence) } })
  },
)

test('says which service cannot start, and why', async () => {
  vi.stubEnv('STAND_IN_BROKEN', 'reviews-v2')
  await expect(start()).rejects.toThrow(
    'reviews-v2 ended by itself with exit code 1: TypeError: the configuration of this one is wrong.',
  )
})

test('says which service has no program', async () => {
  const serviceFile = (service: string) => (service === 'details' ? '/nowhere/details.js' : standIn)
  await expect(start({ serviceFile })).rejects.toThrow(
    /^details-v1 ended by itself with exit code 1: Error: Cannot find module '\/nowhere\/details\.js'/,
  )
})

test('says which service ended while it ran and with what, and starts it again', async () => {
  const printed: string[] = []
  const { addresses } = await start({ print: (line) => printed.push(line) })
  const details = addresses.services[1]?.url as string
  const crashed = await fetch(`${details}/crash`)
  await vi.waitUntil(async () => (await fetch(details)).ok, { timeout: 5_000 })
  expect([crashed.status, printed]).toEqual([
    503,
    expect.arrayContaining([
      'details-v1 ended by itself with exit code 3: Error: asked to crash. It is started again.',
    ]),
  ])
})

test('starts a service again as the switch stands', async () => {
  const { addresses } = await start()
  const productpage = new URL('/', addresses.productpage).href
  await ask('/mesh/waybill', { method: 'PUT', ...asJson({ enabled: false }) })
  await fetch(`${productpage}crash`)
  await vi.waitUntil(async () => (await fetch(productpage)).ok, { timeout: 5_000 })
  expect(new Set(await requestIds()).size).toBe(2)
})

test('shows what a service says after its name', async () => {
  const printed = new EventEmitter()
  const { addresses } = await start({ print: (line) => printed.emit('line', line) })
  void fetch(`${addresses.services[1]?.url}/say`)
  expect(await once(printed, 'line')).toEqual(['details-v1 | said something'])
})

test('refuses rules that it cannot follow before anything is started', async () => {
  await expect(start({ rules: ['/nowhere/rules.yaml'] })).rejects.toThrow(
    'Rules cannot be read from /nowhere/rules.yaml (ENOENT)',
  )
})

test('stops what is up when the start is interrupted', async () => {
  const interrupting = new AbortController()
  const starting = start({ signal: interrupting.signal })
  interrupting.abort()
  await expect(starting).rejects.toThrow('The start was interrupted.')
})
