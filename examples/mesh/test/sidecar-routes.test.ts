import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { startChain } from './fixtures/chain.ts'
import { ratingsRules, toV1 } from './fixtures/ratings-rules.ts'
import { describeSidecars } from './fixtures/sidecar-kinds.ts'

const neverAnswers = (): RequestListener => () => undefined

describeSidecars((startChain) => {
  test('goes round all versions of a service without rules', async () => {
    const { outbound, received } = await startChain()
    for (let turn = 0; turn < 4; turn += 1) await call(outbound)
    const [first, second, ...more] = received.map(({ workload }) => workload)
    expect([first !== second, more]).toEqual([true, [first, second]])
  })

  test('routes by a header at the caller, for each request', async () => {
    const match = 'match: [{ headers: { end-user: { exact: jason } } }]'
    const toV2 = 'route: [{ destination: { host: ratings, subset: v2 } }]'
    const { outbound, received } = await startChain({
      rules: ratingsRules(`${match}, ${toV2}`, toV1),
    })
    await call(outbound, { headers: ['End-User', 'jason'] })
    await call(outbound)
    expect(received.map(({ workload }) => workload)).toEqual(['ratings-v2', 'ratings-v1'])
  })

  test('does not look at the query when it routes by path', async () => {
    const match = 'match: [{ uri: { exact: /ratings/0 } }]'
    const { outbound, received } = await startChain({ rules: ratingsRules(`${match}, ${toV1}`) })
    await call(`${outbound}/ratings/0?u=test`)
    expect(received[0]?.url).toBe('/ratings/0?u=test')
  })

  test('answers 404 where no route fits', async () => {
    const match = 'match: [{ uri: { exact: /x } }]'
    const { outbound } = await startChain({ rules: ratingsRules(`${match}, ${toV1}`) })
    expect((await call(outbound)).status).toBe(404)
  })

  test('answers 503 for a subset without an instance', async () => {
    const toNobody = 'route: [{ destination: { host: ratings, subset: v9 } }]'
    const { outbound } = await startChain({ rules: ratingsRules(toNobody) })
    expect(await call(outbound)).toMatchObject({ status: 503, body: 'no healthy upstream' })
  })

  test('follows rules that are swapped while it runs', async () => {
    const { outbound, received, store } = await startChain({ rules: ratingsRules(toV1) })
    await call(outbound)
    await store.apply(
      ratingsRules('route: [{ destination: { host: ratings, subset: v2 } }]'),
      'test.yaml',
    )
    await call(outbound)
    expect(received.map(({ workload }) => workload)).toEqual(['ratings-v1', 'ratings-v2'])
  })

  test('delays the requests a fault is for', async () => {
    const delay = 'fault: { delay: { fixedDelay: 60ms, percentage: { value: 100 } } }'
    const { outbound, spans } = await startChain({ rules: ratingsRules(`${toV1}, ${delay}`) })
    const begin = performance.now()
    await call(outbound)
    const took = performance.now() - begin
    const client = (await spans(2)).find(({ kind }) => kind === 'CLIENT')
    expect([took > 55, client?.tags.response_flags]).toEqual([true, 'DI'])
  })

  test('aborts the requests a fault is for, without calling anyone', async () => {
    const abort = 'fault: { abort: { httpStatus: 555, percentage: { value: 100 } } }'
    const { outbound, spans, received } = await startChain({
      rules: ratingsRules(`${toV1}, ${abort}`),
    })
    const { status } = await call(outbound)
    const [client] = await spans(1)
    expect([status, received.length, client?.tags.response_flags]).toEqual([555, 0, 'FI'])
  })

  test('answers 504 when the time-out of a route passes', async () => {
    const { outbound, spans } = await startChain({
      rules: ratingsRules(`${toV1}, timeout: 50ms`),
      ratings: neverAnswers,
    })
    const { status, body } = await call(outbound)
    const client = (await spans(2)).find(({ kind }) => kind === 'CLIENT')
    expect([status, body, client?.tags.response_flags]).toEqual([
      504,
      'upstream request timeout',
      'UT',
    ])
  })

  test('breaks off an answer that is not complete when the time-out passes', async () => {
    const { outbound } = await startChain({
      rules: ratingsRules(`${toV1}, timeout: 100ms`),
      ratings: () => (_, response) => response.write('half'),
    })
    await expect(call(outbound)).rejects.toThrow('aborted')
  })
})

test('aborts the given part of the requests', async () => {
  const abort = 'fault: { abort: { httpStatus: 500, percentage: { value: 50 } } }'
  const draws = [0, 0.49, 0, 0.51]
  const random = () => draws.shift() as number
  const { outbound } = await startChain({ rules: ratingsRules(`${toV1}, ${abort}`), random })
  const answers = [await call(outbound), await call(outbound)]
  expect(answers.map(({ status }) => status)).toEqual([500, 200])
})
