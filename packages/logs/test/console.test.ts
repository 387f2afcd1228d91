import { Console } from 'node:console'
import { wrapConsole } from '@waybill/logs'
import { expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { memory } from './memory.ts'

const headers = { 'x-request-id': 'r-1' }

/** What a console writes in a request, each line without the ids that must be at its beginning. */
function written(log: (console: Console) => void, given = headers): string {
  const { stream, text } = memory()
  inRequest(given, () => log(wrapConsole(new Console(stream))))
  return text()
}

const calls: [string, unknown[]][] = [
  ['a text', ['hello']],
  ['a text with % alone', ['100%, %s and %%']],
  ['a format', ['%s is %d%% of %o', 'a', 5, { b: 1 }]],
  ['a format that takes less than it gets', ['a %s', 'b', 'c', { d: 1 }]],
  ['a format that wants more than it gets', ['%s %s %%', 'a']],
  ['an object', [{ a: { b: { c: { d: 1 } } } }]],
  ['an object, and what looks like a format', [{ a: 1 }, '%s', 'b']],
  ['an error', [new Error('mine')]],
  ['what is nothing', [undefined, null]],
  ['undefined alone', [undefined]],
  ['numbers and symbols', [5, -0, 5n, Symbol('s')]],
  ['an empty text', ['']],
]

test.each(calls)('writes %s as the console does, after the ids', (_what, args) => {
  const { stream, text } = memory()
  new Console(stream).log(...args)
  expect(written((console) => console.log(...args))).toBe(`request_id=r-1 ${text()}`)
  const percent = written((console) => console.log(...args), { 'x-request-id': '%s%%d%c' })
  expect(percent).toBe(`request_id=%s%%d%c ${text()}`)
})

test.each(['debug', 'error', 'info', 'log', 'trace', 'warn'] as const)(
  '%s has the ids',
  (method) => {
    expect(written((console) => console[method]('hello'))).toMatch(
      /^(Trace: )?request_id=r-1 hello\n/,
    )
  },
)

test('writes the ids alone for no arguments', () => {
  expect(written((console) => console.log())).toBe('request_id=r-1\n')
})

test('writes a value so that it cannot pass for another field', () => {
  const forged = written((console) => console.log('hello'), { 'x-request-id': 'a trace_id="1' })
  expect(forged).toBe('request_id="a trace_id=\\"1" hello\n')
})

test('leaves table, dir and the indentation of group as they are', () => {
  const lines = written((console) => {
    console.table([1])
    console.dir({ a: 1 })
    console.group('group')
    console.log('inside')
    console.groupEnd()
    console.log('outside')
  }).split('\n')
  expect(lines.slice(-5)).toEqual([
    '{ a: 1 }',
    'group',
    '  request_id=r-1 inside',
    'request_id=r-1 outside',
    '',
  ])
})

test('changes nothing about the console that it is given', () => {
  const { stream, text } = memory()
  const given = new Console(stream)
  const before = Object.getOwnPropertyDescriptors(given)
  const wrapped = wrapConsole(given)
  inRequest(headers, () => given.log('hello'))
  expect(Object.getOwnPropertyDescriptors(given)).toEqual(before)
  expect(text()).toBe('hello\n')
  expect(wrapped).not.toBe(given)
})

test('may stand in for what it was made of', () => {
  const { stream, text } = memory()
  const app = new Console(stream)
  Object.assign(app, { log: wrapConsole(app).log })
  inRequest(headers, () => app.log('hello'))
  expect(text()).toBe('request_id=r-1 hello\n')
})

test('has only the methods that the given one has', () => {
  const lines: unknown[][] = []
  const wrapped = wrapConsole({ log: (...args: unknown[]) => void lines.push(args) })
  inRequest(headers, () => wrapped.log('hello'))
  expect(lines).toEqual([['request_id=r-1 hello']])
  expect('warn' in wrapped).toBe(false)
})
