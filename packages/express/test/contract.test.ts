import * as express from '@waybill/express'
import { describe, expect, test } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { expressInbounds } from '../../../test/matrix/src/inbounds/express.ts'

describe.each(expressInbounds({ express }))('$name', (inbound) => keepsContract({ inbound }))

test.each(wrongOptions)('refuses %s when the app is set up', (_what, options, message) => {
  expect(() => express.waybill(options as never)).toThrow(message)
})
