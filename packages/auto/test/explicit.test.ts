import { contract } from '@waybill/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { inbounds, outbounds } from '../../../test/kit/from-source.ts'
import { start, stop } from '../src/api.ts'

// Whoever has adapters already has no less, and nothing twice, by adding this.
beforeAll(() => start({ generate: ['x-request-id'], targets: 'any' }))
afterAll(stop)

const some = /^(express 5|fastify 5|hapi 21|hono|koa 3|node:http)/

describe.each(inbounds.filter(({ name }) => some.test(name)))('in by $name', (inbound) => {
  for (const { name, skip, run } of contract({ inbound })) test.skipIf(skip)(name, run)
})

describe.each(outbounds.filter(({ name }) => !/kafka|amqp|bull/i.test(name)))(
  'out by $name',
  (outbound) => {
    for (const { name, skip, run } of contract({ outbound })) test.skipIf(skip)(name, run)
  },
)
