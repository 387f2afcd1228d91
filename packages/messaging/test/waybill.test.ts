import { current, definePolicy } from '@waybill/core'
import { waybill } from '@waybill/messaging'
import { withHeaders } from '@waybill/testing'
import { describe, expect, test } from 'vitest'

const id = () => current()?.get('x-request-id')
const ids = { 'x-request-id': 'r-1' }

describe('a message of', () => {
  test.each([
    [
      'KafkaJS, one by one',
      { topic: 't', partition: 0, message: { headers: { 'X-Request-ID': Buffer.from('r-1') } } },
    ],
    [
      'KafkaJS, of a batch',
      { key: null, value: null, headers: { 'x-request-id': [Buffer.from('r-1')] } },
    ],
    ['amqplib', { content: Buffer.from(''), fields: {}, properties: { headers: ids } }],
    ['BullMQ', { id: '1', data: {}, opts: { attempts: 0, waybill: ids } }],
    ['anything with an object', { headers: ids }],
    ['anything with a Map', { headers: new Map(Object.entries(ids)) }],
    ['anything with Headers', { headers: new Headers(ids) }],
  ])('%s is handled with its headers', (_name, message: object) => {
    expect(waybill((_message: object) => id())(message)).toBe('r-1')
  })

  test.each([
    ['none', null],
    ['undefined', undefined],
    ['a text', 'x-request-id: r'],
    ['no headers', {}],
    ['a batch', { batch: { messages: [{ headers: ids }] } }],
    ['headers of other types', { headers: { 'x-request-id': { toString: (): string => 'r' } } }],
    ['a list of nothing', { headers: { 'x-request-id': [null, true, 0.5, 2 ** 60] } }],
    [
      'a getter that throws',
      {
        get headers(): never {
          throw new Error('no')
        },
      },
    ],
  ])('%s is handled in an empty waybill, whatever is around it', (_name, message: unknown) => {
    const handle = waybill((_message: unknown) => [current()?.isEmpty, id()])
    expect(withHeaders(ids, () => handle(message))).toEqual([true, undefined])
  })
})

test('a handler keeps its arguments, its `this`, what it returns, and what it throws', () => {
  const job = { headers: ids }
  const worker = {
    name: 'worker',
    process: waybill(function process(this: unknown, ...args: unknown[]): unknown[] {
      return [(this as { name?: string }).name, args, id()]
    }),
  }
  expect(worker.process(job, 'token', 3)).toEqual(['worker', [job, 'token', 3], 'r-1'])
  const failing = waybill((_message: object) => {
    throw new RangeError('mine')
  })
  expect(() => failing(job)).toThrow(RangeError)
})

test('a handler keeps the number of its parameters, which BullMQ reads', () => {
  const lengths = [() => 0, (_a: unknown) => 0, (_a: unknown, _b: unknown, _c: unknown) => 0]
  expect(lengths.map((handler) => waybill(handler).length)).toEqual([0, 1, 3])
})

test('of two around one handler the inner one counts', () => {
  const message = { headers: { 'x-a': 'a', 'x-b': 'b' } }
  const inner = waybill((_message: object) => ['x-a', 'x-b'].map((name) => current()?.get(name)), {
    headers: ['x-b'],
  })
  expect(waybill(inner, { headers: ['x-a'] })(message)).toEqual([undefined, 'b'])
})

test('`trust` and the `value` of a rule are given the message', () => {
  type Message = { from: string; headers: Record<string, string> }
  const handle = waybill(
    (_message: Message) => ['x-request-id', 'x-from'].map((name) => current()?.get(name)),
    {
      trust: ({ message }) => message.from !== 'stranger',
      headers: ['x-request-id', { name: 'x-from', value: ({ carrier }) => carrier.message.from }],
    },
  )
  expect(handle({ from: 'friend', headers: ids })).toEqual(['r-1', 'friend'])
  expect(handle({ from: 'stranger', headers: ids })).toEqual([undefined, undefined])
})

test('a policy serves, generates, and keeps to its limits', () => {
  const policy = definePolicy({ generate: ['x-request-id'], maxValueBytes: 4 })
  const handle = waybill((_message: object) => id(), policy)
  expect(handle({ headers: { 'x-request-id': 'abcd' } })).toBe('abcd')
  expect(handle({ headers: {} })).toMatch(/^[\da-f-]{36}$/)
  expect(handle({ headers: { 'x-request-id': 'a\r\nb' } })).toMatch(/^[\da-f-]{36}$/)
})

test.each([[undefined], [null], [{}], ['eachMessage']])(
  'refuses %o in place of a handler',
  (handler) => {
    expect(() => waybill(handler as never)).toThrow(/@waybill\/messaging: waybill takes a function/)
  },
)
