import { contract } from '@waybill/testing'
import { describe, test } from 'vitest'
import { moreOutbounds } from '../../../test/kit/outbounds-more.ts'

describe.each(moreOutbounds.filter(({ name }) => name.startsWith('got')))('$name', (outbound) => {
  for (const { name, skip, run } of contract({ outbound })) test.skipIf(skip)(name, run)
})
