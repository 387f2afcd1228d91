import * as koa from '@waybill/koa'
import { describe, expect, test } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { koaInbounds } from '../../../test/matrix/src/inbounds/koa.ts'

describe.each(koaInbounds({ koa }))('$name', (inbound) => keepsContract({ inbound }))

test.each(wrongOptions)('refuses %s when the app is set up', (_what, options, message) => {
  expect(() => koa.waybill(options as never)).toThrow(message)
})
