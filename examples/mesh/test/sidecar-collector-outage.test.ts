import { expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { describeSidecars } from './fixtures/sidecar-kinds.ts'

const ids = ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled']

describeSidecars((startChain) => {
  test('answers while its collector is away, and reports whole traces once it is back', async () => {
    const { url, withoutCollector, spansOf } = await startChain({ forwards: ids })
    const statuses: number[] = []
    const load = async (path: string) => {
      statuses.push((await call(`${url}/reviews/${path}`)).status)
    }
    await load('before')
    await withoutCollector(async () => {
      for (let count = 0; count < 100; count++) await load('meanwhile')
    })
    await load('after')
    const spans = await spansOf('/after', 3)
    const after = spans.filter(({ tags }) => tags['http.url']?.endsWith('/after'))
    expect([new Set(statuses), new Set(after.map(({ traceId }) => traceId)).size]).toEqual([
      new Set([200]),
      1,
    ])
  })
})
