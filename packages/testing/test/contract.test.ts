import { contract } from '@waybill/testing'
import { describe, test } from 'vitest'

describe('core alone keeps the contract', () => {
  for (const { name, skip, run } of contract({})) test.skipIf(skip)(name, run)
})
