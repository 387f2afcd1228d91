import { type CurrentFields, currentFields } from './fields.ts'
import { expectMethod, type LogOptions } from './options.ts'

/** What is needed of a logger of winston. */
export interface WinstonLogger {
  write: (...args: never[]) => unknown
}

type Write = (this: unknown, info: unknown, ...rest: unknown[]) => unknown

const wrapped = new WeakSet<object>()

/**
 * Makes a logger of winston put the request's ids on each line: `wrapWinston(winston.createLogger())`. What the log
 * call sets wins. A format could not do it: winston runs formats later, in the context of another request, when a
 * transport cannot take a line at once.
 * @returns the same logger, wrapped once however often it is called; for a child logger, a child of it
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function wrapWinston<L extends WinstonLogger>(logger: L, options?: LogOptions): L {
  expectMethod(logger, 'write', 'wrapWinston(winston.createLogger({ … }))')
  const fieldsOf = currentFields(options)
  const write = logger.write as Write
  if (wrapped.has(write)) return logger
  const value: Write = function writeWithFields(info, ...rest) {
    return Reflect.apply(write, this, [withFields(info, fieldsOf), ...rest])
  }
  wrapped.add(value)
  // A child of winston's has a `write` that cannot be replaced.
  if (Object.getOwnPropertyDescriptor(logger, 'write')?.writable === false)
    return Object.create(logger, { write: { value, writable: true } })
  logger.write = value
  return logger
}

/** A copy with the fields that it lacks: an error may be logged again, in another request. */
function withFields(info: unknown, fieldsOf: CurrentFields): unknown {
  if (typeof info !== 'object' || info === null) return info
  const prototype: unknown = Object.getPrototypeOf(info)
  const isPlain = prototype === Object.prototype || prototype === null
  // Others may be no more themselves as a copy.
  if (!isPlain && !(info instanceof Error)) return info
  const fields = fieldsOf()
  if (Object.keys(fields).length === 0) return info
  if (!(info instanceof Error)) return { ...fields, ...info }
  return Object.create(prototype as object, {
    ...Object.getOwnPropertyDescriptors(fields),
    ...Object.getOwnPropertyDescriptors(info),
    // In Node 22 and later it is an accessor, which works on the error alone.
    stack: { value: info.stack, writable: true, configurable: true },
  })
}
