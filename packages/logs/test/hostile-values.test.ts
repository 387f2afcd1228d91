import { request } from 'node:http'
import { run, type Waybill } from '@waybill/core'
import { waybill } from '@waybill/express'
import { logFields } from '@waybill/logs'
import express from 'express'
import { describe, expect, test } from 'vitest'
import { serve } from '../../../test/kit/serve.ts'
import { loggers } from './loggers.ts'

/** What is logged where a request id is this, which need not be one that a header can hold. */
const idOf = (value: string) => {
  const get = (name: string) => (name === 'x-request-id' ? value : undefined)
  return run({ get } as Waybill, () => logFields({ names: { requestId: 'id' } }).id)
}

test.each<[string, string, string]>([
  ['a tab', 'a\tb', 'a?b'],
  ['an escape sequence', 'a\u001b[31mb', 'a?[31mb'],
  ['a line of its own', 'a\r\n{"level":60}', 'a??{"level":60}'],
  ['NUL and DEL', 'a\u0000\u007fb', 'a??b'],
  ['C1 controls, which are bytes that arrive as latin1', 'a\u0085\u009bb', 'a??b'],
  ['separators of lines', 'a\u2028\u2029b', 'a??b'],
  ['lone surrogates', 'a\ud800b\udc00', 'a?b?'],
  ['text that turns around', 'a\u202eb', 'a?b'],
])('replaces %s', (_what, value, expected) => {
  expect(idOf(value)).toBe(expected)
})

test('keeps letters beyond ASCII', () => {
  expect(idOf('réf-1')).toBe('réf-1')
})

test('keeps 256 characters at most', () => {
  expect(idOf('x'.repeat(8000))).toBe('x'.repeat(256))
})

describe.each(loggers)('%s', (_name, make) => {
  test('writes one line of text for what comes over the wire', async () => {
    const logger = make({ names: { requestId: 'request_id' } })
    const app = express()
    app.use(waybill(), (_req, res) => {
      logger.info('hello')
      res.json(null)
    })
    const origin = await serve(app)
    const id = 'a\t\u0085\u009b\u00e9%s%d'
    await new Promise((resolve) => {
      request(origin, { headers: { 'x-request-id': id } }, (response) =>
        response.resume().on('end', resolve),
      ).end()
    })
    expect(logger.said()).toEqual([{ message: 'hello', ids: { request_id: 'a???\u00e9%s%d' } }])
  })
})
