import { join } from 'node:path'
import { current } from '@waybill/core'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { arrivedIds } from '../../kit/arrived-id.ts'
import { runningEcho } from '../../kit/running-echo.ts'
import { type Recipe, writeRecipe } from '../kit/recipe.ts'

type Handler = (request: Request) => Promise<Response>

const echo = runningEcho()
let recipe: Recipe
let withWaybill: (handler: Handler) => Handler
let streaming: Handler

beforeAll(async () => {
  recipe = await writeRecipe('Any Web-standard handler')
  const file: { withWaybill: typeof withWaybill; handler: Handler } = await import(
    join(recipe.folder, 'handler.ts')
  )
  withWaybill = file.withWaybill
  streaming = file.handler
})
afterAll(() => recipe.remove())

test('any Web-standard handler: requests that overlap each keep their own headers', async () => {
  const handler = withWaybill(async (request) => {
    await request.text()
    return Response.json(current()?.get('x-request-id'))
  })
  const ids = ['r-1', 'r-2', 'r-3']
  const answers = ids.map((id) => handler(requestOf(id)))
  expect(await Promise.all(answers.map(async (one) => (await one).json()))).toEqual(ids)
})

test('any Web-standard handler: a body that is made while it is read carries the headers on', async () => {
  vi.stubEnv('REVIEWS_URL', echo.origin)
  onTestFinished(() => void vi.unstubAllEnvs())
  const answer = await streaming(requestOf('r-1'))
  expect(arrivedIds(echo)).toEqual([])
  await answer.text()
  expect(arrivedIds(echo)).toEqual(['r-1'])
})

function requestOf(id: string): Request {
  return new Request('http://service/', {
    method: 'POST',
    headers: { 'x-request-id': id },
    body: 'a body',
  })
}
