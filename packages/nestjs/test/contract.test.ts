import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { WaybillModule } from '@waybill/nestjs'
import { contract } from '@waybill/testing'
import { describe, expect, test } from 'vitest'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { bodiesAndOptionsOf } from './bodies-and-options.ts'
import { inboundOf } from './inbound.ts'
import { requestsOf } from './requests.ts'
import { moduleOf, type Platform, startNest } from './start-nest.ts'

const platforms: Platform[] = [
  ['nest 12 on express', () => new ExpressAdapter()],
  ['nest 12 on fastify', () => new FastifyAdapter()],
]

describe.each(platforms)('%s', (...platform) => {
  for (const { name, skip, run } of contract({ inbound: inboundOf(platform) })) {
    test.skipIf(skip)(name, run)
  }
  requestsOf(platform)
  bodiesAndOptionsOf(platform)
})

describe.each(wrongOptions)('refuses %s', (_what, options, message) => {
  test('when the module is imported', () => {
    expect(() => WaybillModule.forRoot(options as never)).toThrow(message)
  })

  test('when the application is created with what a factory made', async () => {
    const imports = [WaybillModule.forRootAsync({ useFactory: async () => options as never })]
    const platform = platforms[0] as Platform
    await expect(startNest(platform, moduleOf({ imports }))).rejects.toThrow(message)
  })
})
