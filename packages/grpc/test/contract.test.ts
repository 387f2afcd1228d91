import * as grpc from '@waybill/grpc'
import { describe, expect, test } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'
import { grpcInbound } from '../../../test/matrix/src/inbounds/grpc.ts'
import { grpcOutbound } from '../../../test/matrix/src/outbounds/grpc.ts'

const inbound = grpcInbound({ grpc })
const outbound = grpcOutbound({ grpc })

describe.each([
  ['in', { inbound }],
  ['out', { outbound }],
  ['in and out', { inbound, outbound }],
])('%s', (_name, adapter) => keepsContract(adapter))

test.each(wrongOptions)('refuses %s when the server is set up', (_what, options, message) => {
  expect(() => grpc.waybillServerInterceptor(options as never)).toThrow(message)
})
