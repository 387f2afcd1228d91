import { join } from 'node:path'
import { fetch as carryingFetch } from '@waybill/fetch'
import { waybill } from '@waybill/http'
import connect from 'connect'
import { expect, onTestFinished, test } from 'vitest'
import { arrivedIds } from '../../kit/arrived-id.ts'
import { runningEcho } from '../../kit/running-echo.ts'
import { sendInPieces } from '../../kit/send-in-pieces.ts'
import { serve } from '../../kit/serve.ts'
import { writeRecipe } from '../kit/recipe.ts'
import { runService } from '../kit/run-service.ts'

const echo = runningEcho()
const [major = 0] = process.versions.node.split('.').map(Number)
const canRestify = major < 24

const servers = ['Connect 3', 'Restify 11', 'h3 1'].filter(
  (heading) => heading !== 'Restify 11' || canRestify,
)

test.each(servers)('%s: requests that overlap each carry their own headers on', async (heading) => {
  const origin = await start(heading, `${echo.origin}?delay=20`)
  const ids = Array.from({ length: 20 }, (_, index) => `r-${index}`)
  const seen = await Promise.all(ids.map((id) => forwardedAt(origin, id)))
  expect(seen).toEqual(ids)
  expect(arrivedIds(echo).sort()).toEqual(ids.sort())
})

test.each(servers)(
  '%s: a call of a request whose body comes late carries the headers',
  async (heading) => {
    const origin = await start(heading, echo.origin)
    const { status } = await sendInPieces(origin, '{"a":1}', { 'content-type': 'application/json' })
    expect([status, arrivedIds(echo)]).toEqual([200, ['r-1']])
  },
)

test.skipIf(canRestify)('Restify 11 does not start on Node.js 24 and later', async () => {
  await expect(start('Restify 11', echo.origin)).rejects.toThrow('No such module: http_parser')
})

test('Connect 3: the listener of @waybill/http around the app does the same', async () => {
  const app = connect().use((_req, res) => {
    carryingFetch(echo.origin).then(() => res.end())
  })
  await sendInPieces(await serve(waybill(app)))
  expect(arrivedIds(echo)).toEqual(['r-1'])
})

async function start(heading: string, reviews: string): Promise<string> {
  const { folder, remove } = await writeRecipe(heading)
  onTestFinished(remove)
  return runService(join(folder, 'server.js'), { REVIEWS_URL: reviews })
}

async function forwardedAt(origin: string, id: string): Promise<unknown> {
  const answer = await fetch(origin, { headers: { 'x-request-id': id } })
  return ((await answer.json()) as { headers: Record<string, string> }).headers['x-request-id']
}
