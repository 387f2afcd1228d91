import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runningEcho } from '../../kit/running-echo.ts'
import { type Recipe, writeRecipe } from '../kit/recipe.ts'
import { runService } from '../kit/run-service.ts'
import { runToEnd } from '../kit/run-to-end.ts'

const echo = runningEcho()
const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
const environment = { NEXT_TELEMETRY_DISABLED: '1' }

let recipe: Recipe

beforeAll(async () => {
  recipe = await writeRecipe('Next.js 16')
  // So that it does not take the tsconfig.json of the whole project.
  await writeFile(join(recipe.folder, 'jsconfig.json'), '{}')
  const { code, printed } = await runToEnd([next, 'build'], recipe.folder, environment)
  if (code !== 0) throw new Error(printed)
}, 180_000)
afterAll(() => recipe.remove())

test.each(['/reviews', '/'])('Next.js 16: what serves %s carries the headers on', async (path) => {
  const origin = await runService(
    next,
    { ...environment, REVIEWS_URL: echo.origin },
    { args: ['start', '--hostname', '127.0.0.1', '--port', '0'], cwd: recipe.folder },
  )
  const ids = Array.from({ length: 10 }, (_, index) => `r-${index}`)
  const answers = await Promise.all(
    ids.map(async (id) => {
      const answer = await fetch(origin + path, { headers: { 'x-request-id': id } })
      return answer.text()
    }),
  )
  expect(answers.map((text) => /"(r-\d)/.exec(text.replaceAll('&quot;', '"'))?.[1])).toEqual(ids)
  // The proxy in front calls, too.
  const arrived = echo.received.map(({ headers }) => String(headers['x-request-id']))
  expect(arrived.sort()).toEqual([...ids, ...ids].sort())
})
