import { expect, test } from 'vitest'
import { traceContext } from '../../src/index.ts'

test.each<[string, unknown, string]>([
  [
    'no options',
    null,
    '@waybill/formats: the options must be an object, got null; write traceContext({ to: ["w3c"] })',
  ],
  ['a format in place of options', 'w3c', 'the options must be an object, got string "w3c"'],
  ['a list in place of options', ['w3c'], 'the options must be an object, got object'],
  [
    'an option that there is not',
    { into: ['w3c'] },
    'the options are from, to, mode and sampled, got string "into"; write traceContext()',
  ],
  [
    'a format in place of a list',
    { to: 'w3c' },
    '`to` must be a list of w3c, b3Single, b3, datadog, jaeger, awsXray, googleCloud, grpcTrace, otTrace, lightstep, got string "w3c"; write to: ["w3c"]',
  ],
  ['a format that there is not', { from: ['w3c', 'zipkin'] }, 'got string "zipkin"'],
  ['what is no format', { from: [null] }, 'got null'],
  ['a hole in a list', { to: ['w3c', undefined] }, 'got undefined'],
  ['null in place of a list', { to: null }, 'got null'],
  [
    'a mode that there is not',
    { mode: 'strict' },
    '`mode` must be verbatim, guarded, participant, got string "strict"; write mode: "guarded"',
  ],
  [
    'a text for a sampling state',
    { sampled: '1' },
    '`sampled` must be true, false or "defer", got string "1"; write sampled: true',
  ],
])('refuses %s', (_what, options, sentence) => {
  expect(() => traceContext(options as never)).toThrow(sentence)
  expect(() => traceContext(options as never)).toThrow(TypeError)
})

test('does nothing at a request or a call when there is nothing to do', () => {
  expect(Object.keys(traceContext())).toEqual(['name', 'headers'])
})
