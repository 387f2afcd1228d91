import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testedCases } from '../kit/tested-cases.ts'

const page = readFileSync(new URL('../../../docs/context-loss.md', import.meta.url), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && line.includes('.test.ts'))
  .map((line) => line.split('|').map((cell) => cell.trim()))

test('the table of docs/context-loss.md says what the tests show, case by case', () => {
  const written = rows.map(([, title, plain, waybill, , file]) => [title, plain, waybill, file])
  const tested = testedCases().map(({ title, plain, waybill, file }) => [
    title,
    plain,
    waybill,
    `[${file}](../test/ecosystem/context-loss/${file}.test.ts)`,
  ])
  expect(written.sort()).toEqual(tested.sort())
})

test.each(testedCases())('and names each remedy: $title', ({ title, remedies }) => {
  const [, , , , remedy = ''] = rows.find(([, one]) => one === title) ?? []
  expect(remedies.filter((name) => !remedy.replaceAll('`', '').includes(name))).toEqual([])
})

test('what is not kept with Waybill has a remedy that is tested', () => {
  const without = testedCases().filter(
    ({ waybill, remedies }) => waybill !== 'kept' && remedies.length === 0,
  )
  expect(without).toEqual([])
})
