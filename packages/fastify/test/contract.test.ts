import { contract } from '@waybill/testing'
import { describe, test } from 'vitest'
import { inbounds } from './inbounds.ts'

describe.each(inbounds)('$name', (inbound) => {
  for (const { name, skip, run } of contract({ inbound })) test.skipIf(skip)(name, run)
})
