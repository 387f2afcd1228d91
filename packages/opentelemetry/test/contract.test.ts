import * as express from '@waybill/express'
import { openTelemetry } from '@waybill/opentelemetry'
import { afterAll, beforeAll, describe } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { expressInbounds } from '../../../test/matrix/src/inbounds/express.ts'
import { noSdk, type Sdk, startSdk } from './sdk.ts'

const waybill: typeof express.waybill = (options) =>
  express.waybill({ ...(options as express.WaybillOptions), extensions: [openTelemetry()] })
const inbounds = expressInbounds({ express: { ...express, waybill } })

describe('with the extension, and the API alone', () => {
  afterAll(noSdk)
  describe.each(inbounds)('$name', (inbound) => keepsContract({ inbound }))
})

describe('with the extension, beside an SDK', () => {
  let sdk: Sdk
  beforeAll(() => {
    sdk = startSdk()
  })
  afterAll(() => sdk.stop())
  describe.each(inbounds)('$name', (inbound) => keepsContract({ inbound }))
})
