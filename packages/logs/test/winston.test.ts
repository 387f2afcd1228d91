import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { logFields, wrapWinston } from '@waybill/logs'
import { expect, onTestFinished, test } from 'vitest'
import winston from 'winston'
import { inRequest } from '../../../test/kit/in-request.ts'
import { memory } from './memory.ts'

const { combine, errors, json } = winston.format
const inId = <R>(id: string, fn: () => R): R => inRequest({ 'x-request-id': id }, fn)

/** A logger that writes to memory, and what it wrote. */
function start(options: winston.LoggerOptions = {}) {
  const { stream, lines } = memory()
  const transports = [new winston.transports.Stream({ stream })]
  const logger = wrapWinston(winston.createLogger({ transports, ...options }))
  return { logger, lines }
}

test('is right when a transport holds lines back, and winston formats them in another request', async () => {
  const lines: [string, string][] = []
  const held: (() => void)[] = []
  const slow = new winston.transports.Stream({ stream: memory().stream })
  slow.log = (info, next) => {
    lines.push([info.message, info.request_id])
    held.push(next)
  }
  const { logger } = start({ transports: [slow] })
  const ids = Array.from({ length: 100 }, (_, i) => `r-${i}`)
  for (const id of ids) inId(id, () => logger.info(id))
  expect(lines).toHaveLength(1)
  logger.end()
  inId('other', () => {
    for (let next = held.shift(); next; next = held.shift()) next()
  })
  while (lines.length < ids.length) {
    await turn()
    inId('other', () => held.shift()?.())
  }
  expect(lines).toEqual(ids.map((id) => [id, id]))
})

test('is right in a file, under more than it can take at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-logs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = new winston.transports.File({ dirname: folder, filename: 'app.log' })
  await once(file, 'open')
  const { logger } = start({ transports: [file] })
  const ids = Array.from({ length: 20 }, (_, i) => `r-${i}`)
  const inRequests = ids.map((id) =>
    inId(id, async () => {
      for (let i = 0; i < 100; i++) {
        logger.info('x'.repeat(200), { is: id })
        if (i % 10 === 0) await turn()
      }
    }),
  )
  await Promise.all(inRequests)
  logger.end()
  await once(file, 'finish')
  const lines = (await readFile(join(folder, 'app.log'), 'utf8')).trimEnd().split('\n')
  const wrong = lines.map((line) => JSON.parse(line)).filter((one) => one.request_id !== one.is)
  expect([lines.length, wrong]).toEqual([2000, []])
})

test('leaves a field of the log call, of a child and of `defaultMeta` as it is', () => {
  const { logger, lines } = start({ defaultMeta: { service: 'shop' } })
  inId('r-1', () => {
    logger.info('one', { request_id: 'own' })
    logger.log({ level: 'info', message: 'two', request_id: 'own' })
    logger.child({ request_id: 'own' }).info('three')
    logger.child({ a: 1 }).child(logFields()).warn('four')
  })
  const service = 'shop'
  expect(lines()).toEqual([
    { level: 'info', message: 'one', service, request_id: 'own' },
    { level: 'info', message: 'two', service, request_id: 'own' },
    { level: 'info', message: 'three', service, request_id: 'own' },
    { level: 'warn', message: 'four', service, request_id: 'r-1', a: 1 },
  ])
})

test('leaves no ids on an entry or an error that is logged again, in another request', () => {
  const { logger, lines } = start({ format: combine(errors({ stack: true, cause: true }), json()) })
  const error = Object.assign(new TypeError('mine', { cause: 'why' }), { code: 'E_MINE' })
  const entry = { level: 'info', message: 'tick' }
  for (const id of ['r-1', 'r-2']) {
    inId(id, () => {
      logger.error(error)
      logger.log(entry)
    })
  }
  logger.log(entry)
  expect(lines().map(({ message, request_id }) => [message, request_id])).toEqual([
    ['mine', 'r-1'],
    ['tick', 'r-1'],
    ['mine', 'r-2'],
    ['tick', 'r-2'],
    ['tick', undefined],
  ])
  expect(lines()[0]).toMatchObject({ code: 'E_MINE', stack: error.stack, cause: 'why' })
  expect([error, entry].map((one) => 'request_id' in one)).toEqual([false, false])
})

test('formats an error as winston does without it', () => {
  const [bare, wrapped] = [memory(), memory()]
  const loggerTo = ({ stream }: typeof bare) =>
    winston.createLogger({
      format: combine(errors({ stack: true }), winston.format.simple()),
      transports: [new winston.transports.Stream({ stream })],
    })
  const error = new RangeError('mine')
  loggerTo(bare).error(error)
  loggerTo(bare).error('text', error)
  inId('r-1', () => {
    const logger = wrapWinston(loggerTo(wrapped))
    logger.error(error)
    logger.error('text', error)
  })
  const ids = '"request_id":"r-1"'
  expect(wrapped.text().split(ids)).toHaveLength(3)
  expect(wrapped.text().replaceAll(`${ids},`, '')).toBe(bare.text())
})

test('knows the request in formats of a logger and of a transport', () => {
  const { stream, text } = memory()
  const format = winston.format.printf(({ message, request_id }) => `${request_id} ${message}`)
  const { logger } = start({
    format: combine(winston.format.timestamp(), winston.format.splat()),
    transports: [new winston.transports.Stream({ stream, format, eol: '\n' })],
  })
  inId('r-1', () => logger.info('hello %s', 'you'))
  expect(text()).toBe('r-1 hello you\n')
})

test('gives the same logger, wrapped once however often it is called', () => {
  const { logger } = start()
  const { write } = logger
  expect(wrapWinston(logger)).toBe(logger)
  expect(logger.write).toBe(write)
})

test('gives a child of a child logger', () => {
  const { stream, lines } = memory()
  const parent = winston.createLogger({ transports: [new winston.transports.Stream({ stream })] })
  const child = wrapWinston(parent.child({ a: 1 }))
  inId('r-1', () => {
    child.info('child')
    parent.info('parent')
  })
  expect(lines()).toEqual([
    { level: 'info', message: 'child', a: 1, request_id: 'r-1' },
    { level: 'info', message: 'parent' },
  ])
})

test('writes what is no entry, and what another stream pipes into it, as winston does', async () => {
  const { logger, lines } = start()
  class Event {
    readonly message = 'event'
  }
  inId('r-1', () => {
    logger.info(new Event())
    logger.info(5)
  })
  logger.end()
  await once(logger, 'finish')
  expect(lines()).toEqual([
    { level: 'info', message: 'event' },
    { level: 'info', message: 5, request_id: 'r-1' },
  ])
})
