import { definePolicy, type PolicyOptions } from '@waybill/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

/** What is wrong, and the words of the error that say what to write instead. */
const wrong: [string, unknown, string][] = [
  ['options that are null', null, 'write { headers'],
  ['options that are a list', ['x-request-id'], 'write { headers'],
  ['options that are a string', 'x-request-id', 'write { headers'],
  ['an option that does not exist', { header: ['x-a'] }, 'the options are headers, targets'],
  ['an option that every object has', { constructor: ['x-a'] }, 'the options are headers, targets'],
  ['headers as a string', { headers: 'x-request-id' }, 'write headers: ["x-request-id"]'],
  ['headers as an object', { headers: { 'x-a': true } }, 'write headers: ["x-request-id"]'],
  ['headers as null', { headers: null }, 'write headers: ["x-request-id"]'],
  ['a list inside headers', { headers: [['x-a']] }, '...presets.istio'],
  ['a number as a header', { headers: [7] }, 'write "x-tenant"'],
  ['a header with a blank in front', { headers: [' x-a'] }, 'letters, digits'],
  ['a header with a line break', { headers: ['x-a\r\nx-b'] }, 'letters, digits'],
  ['a header with a colon', { headers: ['x-a:'] }, 'letters, digits'],
  ['a header of HTTP/2 itself', { headers: [':path'] }, 'letters, digits'],
  ['an empty header name', { headers: [''] }, 'letters, digits'],
  ['a star in the middle', { headers: ['x-*-id'] }, 'letters, digits'],
  ['two stars', { headers: ['x-**'] }, 'letters, digits'],
  ['a star alone', { headers: ['*'] }, '"x-tenant-*"'],
  ['the same header twice', { headers: ['x-a', 'x-a'] }, 'remove the second one'],
  ['the same header in two cases', { headers: ['x-a', 'X-A'] }, 'remove the second one'],
  ['the same prefix twice', { headers: ['x-a-*', 'X-A-*'] }, 'remove the second one'],
  [
    'a header of the default written again',
    { headers: ['x-request-id', 'x-b', 'x-request-id'] },
    'remove the second one',
  ],
  ['connection', { headers: ['Connection'] }, 'one connection, one message or one proxy'],
  [
    'transfer-encoding',
    { headers: ['transfer-encoding'] },
    'one connection, one message or one proxy',
  ],
  ['host', { headers: ['Host'] }, 'one connection, one message or one proxy'],
  ['content-length', { headers: ['content-length'] }, 'one connection, one message or one proxy'],
  ['content-*', { headers: ['content-*'] }, 'one connection, one message or one proxy'],
  ['x-forwarded-for', { headers: ['x-forwarded-for'] }, 'one connection, one message or one proxy'],
  ['x-forwarded-*', { headers: ['x-forwarded-*'] }, 'one connection, one message or one proxy'],
  [
    'x-envoy-force-trace',
    { headers: ['x-envoy-force-trace'] },
    'one connection, one message or one proxy',
  ],
  ['x-envoy-*', { headers: ['x-envoy-*'] }, 'one connection, one message or one proxy'],
  ['authorization without targets', { headers: ['authorization'] }, 'targets: ['],
  ['cookie to any target', { headers: [{ name: 'cookie', targets: 'any' }] }, 'targets: ['],
  ['a token without targets', { headers: ['x-auth-token'] }, 'targets: ['],
  [
    'a header renamed to a credential',
    { headers: [{ name: 'x-a', as: 'authorization' }] },
    'targets: [',
  ],
  ['a prefix of credentials', { headers: ['authorization-*'] }, 'a rule with `targets` for each'],
  ['a rule without a name', { headers: [{ as: 'x-a' }] }, 'write "x-tenant"'],
  [
    'a rule with an unknown field',
    { headers: [{ name: 'x-a', rename: 'x-b' }] },
    'name, as, value, targets or repeat',
  ],
  ['a rename to a wrong name', { headers: [{ name: 'x-a', as: 'x b' }] }, 'letters, digits'],
  ['a prefix renamed to a name', { headers: [{ name: 'x-a-*', as: 'x-b' }] }, 'as: "x-b-*"'],
  ['a name renamed to a prefix', { headers: [{ name: 'x-a', as: 'x-b-*' }] }, 'as: "x-b-*"'],
  [
    'a rename to host',
    { headers: [{ name: 'x-a', as: 'host' }] },
    'one connection, one message or one proxy',
  ],
  ['a value that is a string', { headers: [{ name: 'x-a', value: 'b' }] }, 'write ({ value })'],
  [
    'a value that is async',
    { headers: [{ name: 'x-a', value: async () => 'b' }] },
    'write ({ value })',
  ],
  [
    'an unknown repeat',
    { headers: [{ name: 'x-a', repeat: 'last' }] },
    '"first", "join" or "drop"',
  ],
  [
    'targets of a rule as a string',
    { headers: [{ name: 'x-a', targets: 'reviews' }] },
    'write ["reviews"]',
  ],
  ['targets as a host', { targets: 'api.example.com' }, 'write ["api.example.com"]'],
  ['targets as null', { targets: null }, 'write ["mesh"'],
  ['a target that is a number', { targets: [9080] }, 'write "reviews"'],
  ['an empty target', { targets: [''] }, 'write "reviews", "*.prod"'],
  ['a star as a target', { targets: ['*'] }, 'write "reviews", "*.prod"'],
  ['any inside a list', { targets: ['mesh', 'any'] }, 'write "reviews", "*.prod"'],
  ['a star inside a target', { targets: ['api.*.com'] }, 'write "reviews", "*.prod"'],
  ['a star glued to a name', { targets: ['*example.com'] }, 'write "reviews", "*.prod"'],
  ['a target with a path', { targets: ['http://reviews/api'] }, 'write "reviews", "*.prod"'],
  ['a target with a query', { targets: ['reviews?x'] }, 'write "reviews", "*.prod"'],
  ['a target with a user', { targets: ['user@reviews'] }, 'write "reviews", "*.prod"'],
  ['a target with another scheme', { targets: ['ftp://reviews'] }, 'write "reviews", "*.prod"'],
  ['a target with a bad port', { targets: ['reviews:99999'] }, 'write "reviews", "*.prod"'],
  ['a target with no port after the colon', { targets: ['reviews:'] }, 'write "reviews", "*.prod"'],
  ['a block with too many bits', { targets: ['10.0.0.0/33'] }, 'write "reviews", "*.prod"'],
  ['a star before an address', { targets: ['*.10.0.0.1'] }, 'write "reviews", "*.prod"'],
  ['trust as a string', { trust: 'yes' }, 'write trust: true'],
  ['trust that is async', { trust: async () => true }, 'write trust: true'],
  ['generate as a string', { generate: 'x-request-id' }, 'write generate: ["x-request-id"]'],
  ['generate for a header that is not carried', { generate: ['x-other'] }, 'add it to `headers`'],
  ['generate for a trace context', { generate: ['traceparent'] }, 'generate: ["x-request-id"]'],
  ['echo as true', { echo: true }, 'write echo: ["x-request-id"]'],
  ['echo of a header that is not carried', { echo: ['x-other'] }, 'add it to `headers`'],
  [
    'echo of a credential',
    { headers: [{ name: 'cookie', targets: ['a'] }], echo: ['cookie'] },
    'write echo: ["x-request-id"]',
  ],
  ['a limit of 0', { maxHeaders: 0 }, 'write maxHeaders: 64'],
  ['a limit that is not whole', { maxValueBytes: 1.5 }, 'write maxValueBytes: 8192'],
  ['a limit that is a string', { maxTotalBytes: '16k' }, 'write maxTotalBytes: 16384'],
  ['keepSingleB3 as a string', { keepSingleB3: 'yes' }, 'write keepSingleB3: false'],
]

describe('definePolicy refuses, and says what to write instead', () => {
  test.each(wrong)('%s', (_what, options, advice) => {
    let message = 'nothing was thrown'
    try {
      definePolicy(options as PolicyOptions)
    } catch (error) {
      message = error instanceof TypeError ? error.message : `not a TypeError: ${String(error)}`
    }
    expect(message).toContain(advice)
    expect(message).toMatch(/^@waybill\/core: .+, got .+; .+$/s)
  })

  afterEach(() => vi.unstubAllEnvs())

  test('a wrong pattern in WAYBILL_TARGETS, by the name of the variable', () => {
    vi.stubEnv('WAYBILL_TARGETS', 'reviews,http://a/b')
    expect(() => definePolicy()).toThrow(/WAYBILL_TARGETS .*"http:\/\/a\/b"; write "reviews"/)
  })
})
