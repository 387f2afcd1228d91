import { type Adapter, contract, type Subject } from '@waybill/testing'
import { test } from 'vitest'

/** Tests all that an adapter owes. */
export function keepsContract(subject: Adapter | Subject): void {
  for (const { name, skip, run } of contract(subject)) test.skipIf(skip)(name, run)
}
