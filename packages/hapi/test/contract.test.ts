import * as hapi from '@waybill/hapi'
import { describe } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { hapiInbounds } from '../../../test/matrix/src/inbounds/hapi.ts'

describe.each(hapiInbounds({ hapi }))('$name', (inbound) => keepsContract({ inbound }))
