import { context, propagation } from '@opentelemetry/api'
import { W3CBaggagePropagator } from '@opentelemetry/core'
import { current } from '@waybill/core'
import type { BaggageRule } from '@waybill/opentelemetry'
import { afterEach, describe, expect, test } from 'vitest'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { type Arrived, clients } from './clients.ts'
import { noSdk, type Sdk, startSdk } from './sdk.ts'
import { startApp } from './start-app.ts'

const echo = runningEcho()
let sdk: Sdk | undefined
afterEach(() => {
  sdk?.stop()
  sdk = undefined
  noSdk()
})

const tenant = () => propagation.getActiveBaggage()?.getEntry('tenant')?.value
const seen = () => [tenant() ?? null, current()?.get('x-tenant') ?? null]

const sdks: [string, () => void][] = [
  ['no SDK', () => {}],
  [
    'an SDK',
    () => {
      sdk = startSdk()
    },
  ],
  [
    'an SDK with instrumentations',
    () => {
      sdk = startSdk({ server: true, http: true, undici: true })
    },
  ],
]

describe.each(sdks)('with %s', (_name, begin) => {
  const app = (rule: string | BaggageRule, handle: () => unknown = seen) => {
    begin()
    return startApp(handle, { baggage: [rule] })
  }
  const rule = { header: 'X-Tenant', key: 'tenant' }

  test('a header is a member of the baggage', async () => {
    expect(await (await app(rule))({ 'x-tenant': 'blue' })).toEqual(['blue', 'blue'])
  })

  test('a member of the baggage is a header', async () => {
    expect(await (await app(rule))({ baggage: 'a=b,tenant=bl%20ue;p=1' })).toEqual([
      'bl ue',
      'bl ue',
    ])
  })

  test('the header wins where both came in', async () => {
    expect(await (await app(rule))({ baggage: 'tenant=red', 'x-tenant': 'blue' })).toEqual([
      'blue',
      'blue',
    ])
  })

  test('one direction can be had alone', async () => {
    const toBaggage = await app({ ...rule, direction: 'to-baggage' })
    expect(await toBaggage({ 'x-tenant': 'blue' })).toEqual(['blue', 'blue'])
    expect(await toBaggage({ baggage: 'tenant=red' })).toEqual(['red', null])
    const toHeader = await startApp(seen, { baggage: [{ ...rule, direction: 'to-header' }] })
    expect(await toHeader({ 'x-tenant': 'blue' })).toEqual([null, 'blue'])
    expect(await toHeader({ baggage: 'tenant=red' })).toEqual(['red', 'red'])
  })

  test('a text is both names', async () => {
    const name = () => propagation.getActiveBaggage()?.getEntry('x-tenant')?.value
    expect(await (await app('x-tenant', name))({ 'x-tenant': 'blue' })).toBe('blue')
  })

  test('what cannot be a header is left out, and so is what is too long for a member', async () => {
    const send = await app(rule)
    expect(await send({ baggage: 'tenant=a%0D%0Ax%3A1' })).toEqual(['a\r\nx:1', null])
    expect(await send({ 'x-tenant': 'x'.repeat(5000) })).toEqual([null, 'x'.repeat(5000)])
  })

  test('a call has the header, and the member, that the application has changed', async () => {
    const send = await app(rule, () => {
      const baggage = propagation.getActiveBaggage()?.setEntry('tenant', { value: 'green' })
      return context.with(propagation.setBaggage(context.active(), baggage as never), () =>
        clients.fetch(echo.origin),
      )
    })
    const arrived = await send<Arrived>({ 'x-tenant': 'blue', baggage: 'a=b' })
    expect([arrived['x-tenant'], arrived.baggage]).toEqual(['green', 'a=b,tenant=green'])
  })
})

test("a registered propagator's own reading of baggage counts", async () => {
  sdk = startSdk({ propagator: new W3CBaggagePropagator(), server: true })
  const send = await startApp(seen, { baggage: [{ header: 'x-tenant', key: 'tenant' }] })
  expect(await send({ baggage: 'no member,tenant=red' })).toEqual(['red', 'red'])
})
