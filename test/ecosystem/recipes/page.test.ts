import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { headingsWithCode } from '../kit/recipe.ts'

test('each recipe of docs/recipes.md is run by a test', async () => {
  const folder = new URL('.', import.meta.url)
  const tests = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const untested = (await headingsWithCode()).filter(
    (heading) => !tests.some((text) => text.includes(`'${heading}'`)),
  )
  expect(untested).toEqual([])
})
