import { expect, test } from 'vitest'
import { readCommand } from '../src/command.ts'
import { lastWords } from '../src/process/last-words.ts'

test.each([
  [[], {}, {}],
  [['--port', '0'], {}, { port: 0 }],
  [['--port=1234'], {}, { port: 1_234 }],
  [['--', '--port', '0'], {}, { port: 0 }],
  [['--rules', 'a.yaml', '--rules', 'b'], {}, { rules: ['a.yaml', 'b'] }],
  [['--zipkin-url', 'http://z:9411'], {}, { zipkinUrl: 'http://z:9411' }],
  [['--envoy', '--zipkin'], {}, { envoy: true, zipkin: true }],
  [['--otlp-url', 'http://o:4318'], {}, { otlpUrl: 'http://o:4318' }],
  [[], { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://o:4318' }, { otlpUrl: 'http://o:4318' }],
  [[], { ZIPKIN_URL: 'https://z/' }, { zipkinUrl: 'https://z/' }],
  [[], { ZIPKIN_URL: '' }, {}],
  [['--zipkin-url', 'http://a'], { ZIPKIN_URL: 'http://b' }, { zipkinUrl: 'http://a' }],
])('reads %j with %j', (args, env, options) => {
  expect(readCommand(args, env)).toEqual({ options })
})

test.each([
  [['--port', 'abc'], {}, '--port must be 0 or a whole number from 1 to 65529, got "abc".'],
  [['--port', '65530'], {}, '--port must be 0 or a whole number from 1 to 65529, got "65530".'],
  [['--port', '65529', '--zipkin'], {}, 'a whole number from 1 to 65528, got "65529".'],
  [['--port', '1.5'], {}, '--port must be 0 or a whole number from 1 to 65529, got "1.5".'],
  [['--port', ''], {}, '--port must be 0 or a whole number from 1 to 65529, got "".'],
  [['--port'], {}, "Option '--port <value>' argument missing; --help lists the options."],
  [['--port', '-1'], {}, "Option '--port' argument is ambiguous; --help lists the options."],
  [['--nothing'], {}, "Unknown option '--nothing'; --help lists the options."],
  [
    ['--opentelemetry', 'nobody'],
    {},
    '--opentelemetry must be one of productpage, details, reviews, ratings, got "nobody".',
  ],
  [['more'], {}, "Unexpected argument 'more'"],
  [['--zipkin-url', 'z:9411'], {}, '--zipkin-url (or ZIPKIN_URL) must be an address such as'],
  [
    ['--otlp-url', 'o'],
    {},
    '--otlp-url (or OTEL_EXPORTER_OTLP_ENDPOINT) must be an address such as',
  ],
  [[], { ZIPKIN_URL: 'none' }, 'must be an address such as http://127.0.0.1:9411, got "none".'],
])('refuses %j with %j in one sentence', (args, env, sentence) => {
  expect(() => readCommand(args, env)).toThrow(sentence)
})

test.each([
  [
    'an error with its stack',
    ['/a.js:1', 'throw new Error()', '^', '', 'TypeError: no', '    at a.js', 'Node.js v20'],
    ': TypeError: no',
  ],
  [
    'an error with fields',
    ['Error: taken', '    at x {', "  code: 'EADDRINUSE'", '}', 'Node.js v20'],
    ': Error: taken',
  ],
  [
    'a sentence of its own',
    ['warming up', 'ratings: the port is taken.'],
    ': ratings: the port is taken',
  ],
  ['nothing', [], ''],
])('takes the reason of an end from %s', (_, lines, reason) => {
  expect(lastWords(lines)).toBe(reason)
})
