import * as http from '@waybill/http'
import { describe } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { nodeInbounds } from '../../../test/matrix/src/inbounds/node.ts'
import { nodeOutbounds } from '../../../test/matrix/src/outbounds/node.ts'

describe.each(nodeInbounds({ http }))('$name', (inbound) => keepsContract({ inbound }))

describe.each(nodeOutbounds({ http }))('$name', (outbound) => keepsContract({ outbound }))
