import { createRequire } from 'node:module'
import { expect, onTestFinished, test } from 'vitest'
import { type Recipe, writeRecipe } from '../kit/recipe.ts'
import { runToEnd } from '../kit/run-to-end.ts'

const jest = createRequire(import.meta.url).resolve('jest/bin/jest')

test('tests with jest: the CommonJS file passes', async () => {
  const { folder } = await recipe('Tests with jest')
  const ended = await runToEnd([jest, '--rootDir', '.', 'reviews.test.cjs'], folder)
  expect(ended).toMatchObject({ code: 0, printed: expect.stringContaining('3 passed') })
})

test('tests with jest: the ES module passes', async () => {
  const { folder } = await recipe('Tests with jest')
  const args = ['--experimental-vm-modules', jest, '--rootDir', '.', 'reviews.test.mjs']
  const ended = await runToEnd(args, folder)
  expect(ended).toMatchObject({ code: 0, printed: expect.stringContaining('1 passed') })
})

test('tests with node:test: the file passes', async () => {
  const { folder } = await recipe('Tests with node:test')
  const args = ['--test', '--test-reporter', 'tap', 'reviews.test.js']
  const ended = await runToEnd(args, folder)
  expect(ended).toMatchObject({ code: 0, printed: expect.stringContaining('# pass 1') })
})

async function recipe(heading: string): Promise<Recipe> {
  const written = await writeRecipe(heading)
  onTestFinished(written.remove)
  return written
}
