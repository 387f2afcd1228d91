import { contract } from '@waybill/testing'
import { describe, test } from 'vitest'
import { moreOutbounds } from '../../../test/kit/outbounds-more.ts'

const ours = moreOutbounds.filter(({ name }) => /^(ky|node-fetch|undici)/.test(name))

describe.each(ours)('$name', (outbound) => {
  for (const { name, skip, run } of contract({ outbound })) test.skipIf(skip)(name, run)
})
