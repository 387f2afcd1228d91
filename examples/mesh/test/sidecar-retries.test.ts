import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { ratingsRules, toV1 } from './fixtures/ratings-rules.ts'
import { describeSidecars } from './fixtures/sidecar-kinds.ts'

/** Answers with each of the statuses in turn, the last of them for ever. */
function inTurn(...statuses: number[]): () => RequestListener {
  return () => (_, response) =>
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) as number).end()
}

const neverAnswers = (): RequestListener => () => undefined

describeSidecars((startChain) => {
  test('tries again until the answer is good', async () => {
    const retries = 'retries: { attempts: 2, retryOn: 5xx }'
    const { outbound, received } = await startChain({
      rules: ratingsRules(`${toV1}, ${retries}`),
      ratings: inTurn(503, 500, 200),
    })
    expect([(await call(outbound)).status, received.length]).toEqual([200, 3])
  })

  test('hands on the last answer when the attempts are used up', async () => {
    const retries = 'retries: { attempts: 1, retryOn: 5xx }'
    const { outbound, received, spans } = await startChain({
      rules: ratingsRules(`${toV1}, ${retries}`),
      ratings: inTurn(503, 500),
    })
    const { status } = await call(outbound)
    const client = (await spans(3)).find(({ kind }) => kind === 'CLIENT')
    expect([status, received.length, client?.tags.response_flags]).toEqual([500, 2, 'URX'])
  })

  test('does not try again after an answer that no condition covers', async () => {
    const retries = 'retries: { attempts: 2, retryOn: gateway-error }'
    const { outbound, received } = await startChain({
      rules: ratingsRules(`${toV1}, ${retries}`),
      ratings: inTurn(500, 200),
    })
    expect([(await call(outbound)).status, received.length]).toEqual([500, 1])
  })

  test('tries the next instance after one that does not answer in time', async () => {
    const retries = 'retries: { attempts: 1, perTryTimeout: 100ms, retryOn: 5xx }'
    const { outbound, received } = await startChain({
      rules: ratingsRules(`route: [{ destination: { host: ratings } }], ${retries}`),
      ratings: (version) => (_, response) => (version === 'v1' ? undefined : response.end('v2')),
    })
    const bodies = [(await call(outbound)).body, (await call(outbound)).body]
    expect([bodies, received.some(({ workload }) => workload === 'ratings-v1')]).toEqual([
      ['v2', 'v2'],
      true,
    ])
  })

  test('answers 504 when the last attempt takes too long', async () => {
    const retries = 'retries: { attempts: 1, perTryTimeout: 40ms, retryOn: 5xx }'
    const { outbound, received } = await startChain({
      rules: ratingsRules(`${toV1}, ${retries}`),
      ratings: neverAnswers,
    })
    expect([(await call(outbound)).status, received.length]).toEqual([504, 2])
  })

  test('sends the whole body again with each attempt', async () => {
    const bodies: string[] = []
    const retries = 'retries: { attempts: 1, retryOn: 5xx }'
    const { outbound } = await startChain({
      rules: ratingsRules(`${toV1}, ${retries}`),
      ratings: () => async (request, response) => {
        bodies.push(Buffer.concat(await request.toArray()).toString())
        response.writeHead(bodies.length === 1 ? 503 : 200).end()
      },
    })
    await call(outbound, { method: 'POST', body: '{"Reviewer1":5}' })
    expect(bodies).toEqual(['{"Reviewer1":5}', '{"Reviewer1":5}'])
  })
})
