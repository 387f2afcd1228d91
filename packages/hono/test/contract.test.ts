import { waybill } from '@waybill/hono'
import { contract, type Lacks } from '@waybill/testing'
import { describe, expect, test } from 'vitest'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { inbounds } from './inbound.ts'

const joined: Lacks = { repeats: 'a Headers joins what came in more than once' }

describe.each(inbounds)('$name', (inbound) => {
  const lacks = inbound.name.endsWith('alone') ? joined : {}
  for (const { name, skip, run } of contract({ inbound: { ...inbound, lacks } }))
    test.skipIf(skip)(name, run)
})

test.each(wrongOptions)('refuses %s when the app is set up', (_what, options, message) => {
  expect(() => waybill(options as never)).toThrow(message)
})

test('refuses a `value` that is async when the app is set up', () => {
  const headers = [{ name: 'x-tenant', value: async () => 't' }]
  expect(() => waybill({ headers } as never)).toThrow(/not async/)
})
