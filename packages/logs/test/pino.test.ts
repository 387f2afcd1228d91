import { logFields, waybillMixin } from '@waybill/logs'
import { type LoggerOptions, pino } from 'pino'
import { expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { memory } from './memory.ts'

const headers = { 'x-request-id': 'r-1' }

/** The lines that a logger writes in a request, without what is the same on each. */
function logged(options: LoggerOptions, log: (logger: pino.Logger) => void): string {
  const { stream, text } = memory()
  const logger = pino({ base: {}, timestamp: false, mixin: waybillMixin(), ...options }, stream)
  inRequest(headers, () => log(logger))
  return text()
}

test('leaves a field of the log call as it is', () => {
  const line = logged({}, (logger) => logger.info({ request_id: 'own' }, 'hello'))
  expect(line).toBe('{"level":30,"request_id":"own","msg":"hello"}\n')
})

test('leaves it so with a merge strategy by which a mixin wins', () => {
  const mixinMergeStrategy = (mergeObject: object, mixinObject: object) => ({
    ...mergeObject,
    ...mixinObject,
  })
  const line = logged({ mixinMergeStrategy }, (logger) => logger.info({ request_id: 'own' }))
  expect(line).toBe('{"level":30,"request_id":"own"}\n')
})

test('leaves a field of a child logger as it is, and writes no name twice', () => {
  const lines = logged({}, (logger) => {
    const child = logger.child({ request_id: 'own' })
    child.info('one')
    child.child({ a: 1 }).info('two')
    logger.child(logFields()).info('three')
    logger.info('four')
  })
  expect(lines.split('\n')).toEqual([
    '{"level":30,"request_id":"own","msg":"one"}',
    '{"level":30,"request_id":"own","a":1,"msg":"two"}',
    '{"level":30,"request_id":"r-1","msg":"three"}',
    '{"level":30,"request_id":"r-1","msg":"four"}',
    '',
  ])
})

test('adds to a child logger of a request, as pino-http makes it', () => {
  const lines = logged({}, (logger) =>
    logger.child({ req: { id: 7, method: 'GET', headers } }).error(new Error('mine')),
  )
  expect(JSON.parse(lines)).toMatchObject({
    req: { id: 7 },
    request_id: 'r-1',
    err: { message: 'mine' },
    msg: 'mine',
  })
})

test('calls a mixin of the app as pino does, and lets its fields win', () => {
  const calls: unknown[] = []
  const mixin = waybillMixin({
    mixin(mergeObject, level, logger: pino.Logger) {
      calls.push([mergeObject, level, logger.bindings()])
      return { request_id: 'mine', version: 2 }
    },
  })
  const line = logged({ mixin }, (logger) => logger.child({ a: 1 }).warn({ b: 2 }))
  expect(line).toBe('{"level":40,"a":1,"request_id":"mine","version":2,"b":2}\n')
  expect(calls).toEqual([[{ b: 2 }, 40, { a: 1 }]])
})

test('lets what a mixin of the app throws through, as pino does', () => {
  const mixin = waybillMixin({
    mixin() {
      throw new Error('mine')
    },
  })
  expect(() => logged({ mixin }, (logger) => logger.info('hello'))).toThrow('mine')
})

test('does not change the object that is logged', () => {
  const entry = Object.freeze({ a: 1 })
  expect(logged({}, (logger) => logger.info(entry))).toContain('"request_id":"r-1","a":1')
})
