import { logFields, waybillMixin, waybillStream, wrapConsole, wrapWinston } from '@waybill/logs'
import { describe, expect, test } from 'vitest'
import winston from 'winston'
import { memory } from './memory.ts'

const wrong: [string, unknown, RegExp][] = [
  [
    'a name in place of options',
    'ecs',
    /^@waybill\/logs: options must be an object, got string "ecs"; write \{ names: "ecs" \}$/,
  ],
  ['null', null, /got null; write/],
  ['a list', ['ecs'], /got an array; write/],
  [
    'an option that there is not',
    { name: 'ecs' },
    /no such option, got string "name"; write names/,
  ],
  [
    'a standard that there is not',
    { names: 'elastic' },
    /got string "elastic"; write names: "open/,
  ],
  ['a standard that every object has', { names: 'constructor' }, /`names` must be a standard/],
  ['names in a list', { names: ['ecs'] }, /`names` must be a standard or an object, got an array/],
  ['a field that there is not', { names: { trace: 'a' } }, /no such field, got string "trace"/],
  ['a name that is no text', { names: { traceId: 5 } }, /must hold texts, got number; write names/],
  ['a name that is empty', { names: { traceId: '' } }, /must hold texts, got string ""/],
  [
    'a header that is none',
    { requestId: 'x request id' },
    /`requestId` must be the name of a head/,
  ],
  [
    'a header that is no text',
    { requestId: ['id'] },
    /got an array; write requestId: "x-request-id/,
  ],
  [
    'a span in place of a function',
    { activeSpan: {} },
    /must be functions, got object; write \(\) =/,
  ],
]

const setUps: [string, (options: never) => unknown][] = [
  ['logFields', logFields],
  ['waybillMixin', waybillMixin],
  ['waybillStream', (options) => waybillStream(memory().stream, options)],
  ['wrapConsole', (options) => wrapConsole(console, options)],
  ['wrapWinston', (options) => wrapWinston(winston.createLogger({ silent: true }), options)],
]

describe.each(setUps)('%s refuses at set-up', (_name, setUp) => {
  test.each(wrong)('%s', (_what, options, message) => {
    expect(() => setUp(options as never)).toThrow(TypeError)
    expect(() => setUp(options as never)).toThrow(message)
  })
})

test('a mixin is for pino alone, and a function', () => {
  expect(() => logFields({ mixin: () => ({}) } as never)).toThrow(/no such option/)
  expect(() => waybillMixin({ mixin: {} as never })).toThrow(
    /`mixin` must be functions, got object/,
  )
})

test.each<[string, (thing: never) => unknown, string]>([
  ['waybillStream', waybillStream, 'waybillStream(process.stdout)'],
  ['wrapConsole', wrapConsole, 'wrapConsole(console)'],
  ['wrapWinston', wrapWinston, 'wrapWinston(winston.createLogger({ … }))'],
])('%s refuses what it cannot wrap', (_name, wrap, write) => {
  for (const thing of [undefined, null, 'stdout', {}]) {
    expect(() => wrap(thing as never)).toThrow(`; write ${write}`)
  }
})
