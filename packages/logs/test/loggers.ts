import { Console } from 'node:console'
import {
  type LogOptions,
  waybillMixin,
  waybillStream,
  wrapConsole,
  wrapWinston,
} from '@waybill/logs'
import bunyan from 'bunyan'
import { pino } from 'pino'
import winston from 'winston'
import { memory } from './memory.ts'

/** What the tests do with any logger, and what came out of it. */
export interface TestLogger {
  info(message: string): void
  error(error: Error): void
  /** The message of each line, or the first line of it, with what is said of the request. */
  said(): Said[]
}

export interface Said {
  readonly message: string
  readonly ids: Record<string, unknown>
}

const ID = /^(request_id|(http|trace|span|dd)\.[\w.]+|trace_id|span_id)$/

/** Each logger, as an app sets it up, writing to memory. */
export const loggers: [string, (options?: LogOptions) => TestLogger][] = [
  [
    'pino',
    (options) => {
      const { stream, lines } = memory()
      const logger = pino({ mixin: waybillMixin(options) }, stream)
      return {
        info: (message) => logger.info(message),
        error: (error) => logger.error(error),
        said: () => lines().map(({ msg, ...rest }) => saidOf(msg, rest)),
      }
    },
  ],
  [
    'winston',
    (options) => {
      const { stream, lines } = memory()
      const logger = wrapWinston(
        winston.createLogger({
          format: winston.format.json(),
          transports: [new winston.transports.Stream({ stream })],
        }),
        options,
      )
      return {
        info: (message) => logger.info(message),
        error: (error) => logger.error(error.message, { stack: error.stack }),
        said: () => lines().map(({ message, ...rest }) => saidOf(message, rest)),
      }
    },
  ],
  [
    'bunyan',
    (options) => {
      const { stream, lines } = memory()
      const logger = bunyan.createLogger({
        name: 'test',
        streams: [{ type: 'raw', stream: waybillStream(stream, options) }],
      })
      return {
        info: (message) => logger.info(message),
        error: (error) => logger.error(error),
        said: () => lines().map(({ msg, ...rest }) => saidOf(msg, rest)),
      }
    },
  ],
  [
    'console',
    (options) => {
      const { stream, text } = memory()
      const logger = wrapConsole(new Console(stream), options)
      return {
        info: (message) => logger.info(message),
        error: (error) => logger.error(error),
        said: () =>
          text()
            .split('\n')
            .filter((line) => line && !/^ +at /.test(line))
            .map(saidInText),
      }
    },
  ],
]

function saidOf(message: unknown, line: Record<string, unknown>): Said {
  return {
    message: String(message),
    ids: Object.fromEntries(Object.entries(line).filter(([name]) => ID.test(name))),
  }
}

function saidInText(line: string): Said {
  const words = line.split(' ')
  const pairs = words.map((word) => word.split('=')).filter(([name = '']) => ID.test(name))
  return {
    message: words
      .slice(pairs.length)
      .join(' ')
      .replace(/^Error: /, ''),
    ids: Object.fromEntries(pairs),
  }
}
