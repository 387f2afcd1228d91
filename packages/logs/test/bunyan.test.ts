import { logFields, waybillStream } from '@waybill/logs'
import bunyan from 'bunyan'
import { expect, test } from 'vitest'
import { inRequest } from '../../../test/kit/in-request.ts'
import { memory } from './memory.ts'

const headers = { 'x-request-id': 'r-1' }

/** A logger that writes to memory twice, by the wrapper and as bunyan does. */
function start() {
  const [wrapped, bare] = [memory(), memory()]
  const logger = bunyan.createLogger({
    name: 'test',
    streams: [{ type: 'raw', stream: waybillStream(wrapped.stream) }, { stream: bare.stream }],
  })
  return { logger, wrapped, bare }
}

test('writes each line as bunyan does, with the ids', () => {
  const { logger, wrapped, bare } = start()
  inRequest(headers, () => {
    logger.info({ a: [1, { b: null }], u: undefined }, 'hello %s', 'you')
    logger.error(new Error('mine'), 'failed')
  })
  expect(wrapped.lines()).toEqual(bare.lines().map((line) => ({ ...line, request_id: 'r-1' })))
})

test('changes no record of another stream, and no line outside a request', () => {
  const { logger, wrapped, bare } = start()
  inRequest(headers, () => logger.info('in'))
  expect(bare.text()).not.toContain('request_id')
  logger.info('out')
  expect(wrapped.lines()[1]).toEqual(bare.lines()[1])
})

test('leaves a field of the log call and of a child logger as it is', () => {
  const { logger, wrapped } = start()
  inRequest(headers, () => {
    logger.info({ request_id: 'own' }, 'one')
    logger.child({ request_id: 'own' }).info('two')
    logger.child(logFields()).info('three')
  })
  expect(wrapped.lines().map((line) => line.request_id)).toEqual(['own', 'own', 'r-1'])
})

test('writes what JSON cannot say without failing the call, and without losing the rest', () => {
  const { logger, wrapped } = start()
  const circular: Record<string, unknown> = { name: 'c' }
  circular.self = circular
  const throws = {
    toJSON() {
      throw new Error('mine')
    },
  }
  const record = { circular, big: 5n, throws, list: [circular], plain: { a: 1 }, fn: () => 1 }
  inRequest(headers, () => waybillStream(wrapped.stream).write({ ...record, msg: 'hello' }))
  inRequest(headers, () => logger.info({ circular }, 'hello'))
  expect(wrapped.lines()[0]).toEqual({
    request_id: 'r-1',
    circular: { name: 'c', self: '[Circular]' },
    big: '5',
    throws: '[Unserializable]',
    list: [{ name: 'c', self: '[Circular]' }],
    plain: { a: 1 },
    msg: 'hello',
  })
  expect(wrapped.lines()[1]).toMatchObject({ msg: 'hello', request_id: 'r-1' })
})
