import { expect, test } from 'vitest'
import { call } from './fixtures/call.ts'
import { startChain } from './fixtures/chain.ts'
import { spanOf } from './fixtures/span-of.ts'

const b3 = ['x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled']

test('makes a request id, keeps it at every hop and returns it', async () => {
  const { url, received } = await startChain({ forwards: ['x-request-id'] })
  const answer = await call(`${url}/reviews/0`)
  const ids = received.map((request) => request.header('x-request-id'))
  expect(ids).toEqual([answer.headers['x-request-id'], answer.headers['x-request-id']])
})

test('makes a request id that is a UUID with the mark of a sampled request in the place of its version', async () => {
  const { url, received } = await startChain()
  await call(`${url}/reviews/0`)
  expect(received[0]?.header('x-request-id')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-9[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
})

test('makes another request id on the way out when the application forwards none', async () => {
  const { url, received } = await startChain()
  await call(`${url}/reviews/0`)
  const [first, second] = received.map((request) => request.header('x-request-id'))
  expect(first === second).toBe(false)
})

test('keeps the request id of the caller', async () => {
  const { url, received } = await startChain({ forwards: ['x-request-id'] })
  const answer = await call(`${url}/reviews/0`, { headers: ['x-request-id', 'mine'] })
  const ids = received.map((request) => request.header('x-request-id'))
  expect([...ids, answer.headers['x-request-id']]).toEqual(['mine', 'mine', 'mine'])
})

test('tags spans as Envoy does', async () => {
  const { url, spans } = await startChain({ forwards: [...b3, 'x-request-id'] })
  await call(`${url}/reviews/0`, { headers: ['x-request-id', 'abcdef01', 'user-agent', 'test'] })
  const { name, tags } = spanOf(await spans(3), 'CLIENT', 'reviews')
  expect({ name, tags }).toMatchObject({
    name: 'ratings:9080/*',
    tags: {
      component: 'proxy',
      node_id: 'sidecar~127.0.0.1~reviews-v1.default~default.svc.cluster.local',
      'guid:x-request-id': 'abcdef01',
      'http.method': 'GET',
      'http.url': 'http://ratings:9080/ratings/0',
      'http.protocol': 'HTTP/1.1',
      'http.status_code': '200',
      upstream_cluster: 'outbound|9080||ratings.default.svc.cluster.local',
      response_flags: '-',
      'service.name': 'reviews',
      'service.version': 'v1',
    },
  })
})

test('shows on a CLIENT span the headers that the application sent, before they were changed', async () => {
  const { url, spans } = await startChain({ forwards: [...b3, 'end-user'] })
  const headers = ['end-user', 'jason', 'cookie', 'secret', 'authorization', 'secret']
  await call(`${url}/reviews/0`, { headers })
  const all = await spans(3)
  const server = spanOf(all, 'SERVER', 'reviews')
  const { tags } = spanOf(all, 'CLIENT', 'reviews')
  expect(Object.entries(tags).filter(([name]) => name.startsWith('http.request.header.'))).toEqual([
    ['http.request.header.x-b3-traceid', server.traceId],
    ['http.request.header.x-b3-spanid', server.id],
    ['http.request.header.x-b3-sampled', '1'],
    ['http.request.header.end-user', 'jason'],
  ])
})

test('never records credentials', async () => {
  const { url, flushed } = await startChain({ forwards: true })
  await call(`${url}/reviews/0`, { headers: ['cookie', 'secret', 'authorization', 'secret'] })
  expect(JSON.stringify(await flushed())).not.toContain('secret')
})

test('marks the spans of a failed request as errors', async () => {
  const { url, spans } = await startChain({
    ratings: () => (_, response) => response.writeHead(500).end(),
  })
  await call(`${url}/reviews/0`)
  expect((await spans(3)).map(({ tags }) => [tags.error, tags['http.status_code']])).toEqual(
    Array(3).fill(['true', '500']),
  )
})
