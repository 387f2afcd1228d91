import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRuleStore, type RuleStore } from '../src/routing/rule-store.ts'
import { watchRules } from '../src/routing/watch-rules.ts'
import { bookinfo } from '../src/workloads.ts'

let folder: string
let store: RuleStore
let close: () => Promise<void>
let lines: string[]
let wake: () => void

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waybill-rules-'))
  store = createRuleStore(bookinfo)
  close = async () => undefined
  lines = []
  wake = () => undefined
})

afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true })
})

function rule(timeout: string, name = 'ratings'): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec: { hosts: [${name}], http: [{ route: [{ destination: { host: ${name} } }], timeout: ${timeout} }] }
`
}

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

async function watch(...paths: string[]): Promise<void> {
  close = await watchRules(store, paths, (line) => {
    lines.push(line)
    wake()
  })
}

async function nextLine(): Promise<string> {
  if (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve))
  return lines.shift() as string
}

function timeoutOf(service = 'ratings'): number | undefined {
  return store.table().routeFor(service, { path: '/', header: () => undefined })?.timeout
}

test('follows a file that changes', async () => {
  await watch(write('a.yaml', rule('1s')))
  write('a.yaml', rule('2s'))
  expect([await nextLine(), timeoutOf()]).toEqual(['Rules changed: a.yaml', 2_000])
})

test('follows a file that is added to a folder', async () => {
  await watch(folder)
  write('b.yml', rule('3s'))
  expect([await nextLine(), timeoutOf()]).toEqual(['Rules added: b.yml', 3_000])
})

test('drops the rules of a file that is removed', async () => {
  const path = write('a.yaml', rule('1s'))
  await watch(folder)
  rmSync(path)
  expect([await nextLine(), timeoutOf()]).toEqual(['Rules removed: a.yaml', undefined])
})

test('drops the rules of a watched file that is removed', async () => {
  const path = write('a.yaml', rule('1s'))
  await watch(path)
  rmSync(path)
  expect([await nextLine(), timeoutOf()]).toEqual(['Rules removed: a.yaml', undefined])
})

test('stays with the rules before when a file goes wrong, and says why', async () => {
  await watch(write('a.yaml', rule('1s')))
  write('a.yaml', rule('soon'))
  expect([await nextLine(), timeoutOf()]).toEqual([
    'Rules refused, those before stay: a.yaml: VirtualService ratings: spec.http[0].timeout must be a duration such as 7s or 500ms, got "soon"',
    1_000,
  ])
})

test('reads the files of a folder by name, the later over the earlier', async () => {
  write('b.yaml', rule('2s'))
  write('a.yaml', rule('1s'))
  await watch(folder)
  expect(timeoutOf()).toBe(2_000)
})

test('refuses at the start a path that does not exist', async () => {
  await expect(watch(join(folder, 'none.yaml'))).rejects.toThrow(
    /cannot be read from .*none\.yaml \(ENOENT\)/,
  )
})

test('puts what is applied over the files, and takes it off again', async () => {
  await watch(write('a.yaml', rule('1s')))
  await store.apply(rule('5s'), 'applied')
  const over = timeoutOf()
  await store.reset()
  expect([over, timeoutOf()]).toEqual([5_000, 1_000])
})

test('adds what is applied under another name', async () => {
  await watch(write('a.yaml', rule('1s')))
  await store.apply(rule('5s', 'details'), 'applied')
  expect([timeoutOf('ratings'), timeoutOf('details')]).toEqual([1_000, 5_000])
})

test('lets a file that changes win over what was applied before', async () => {
  await watch(write('a.yaml', rule('1s')))
  await store.apply(rule('5s'), 'applied')
  write('a.yaml', rule('2s'))
  await nextLine()
  expect(timeoutOf()).toBe(2_000)
})
