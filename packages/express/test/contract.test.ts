import { waybill } from '@waybill/express'
import { describe, expect, test } from 'vitest'
import { inboundContract } from '../../../test/kit/inbound-contract.ts'
import { inbounds } from '../../../test/kit/inbounds.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'

const versions = inbounds.filter(({ name }) => name.startsWith('express'))

describe.each(versions)('$name', inboundContract)

test.each(wrongOptions)('refuses %s when the app is set up', (_what, options, message) => {
  expect(() => waybill(options as never)).toThrow(message)
})
