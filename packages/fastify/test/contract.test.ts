import * as fastify from '@waybill/fastify'
import { describe } from 'vitest'
import { keepsContract } from '../../../test/kit/keeps-contract.ts'
import { fastifyInbounds } from '../../../test/matrix/src/inbounds/fastify.ts'

describe.each(fastifyInbounds({ fastify }))('$name', (inbound) => keepsContract({ inbound }))
