import { definePolicy, type PolicyOptions } from '@waybill/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

/** What is wrong, and the words of the error that say what to write instead. */
const wrong: [string, unknown, string][] = [
  ['options that are null', null, 'write { headers'],
  ['options that are a list', ['x-request-id'], 'write { headers: [...] }'],
  ['options that are a string', 'x-request-id', 'write { headers'],
  ['an option that does not exist', { header: ['x-a'] }, 'the options are headers, targets'],
  ['an option that every object has', { constructor: ['x-a'] }, 'the options are headers, targets'],
  ['headers as a string', { headers: 'x-request-id' }, 'write ["x-request-id"]'],
  ['headers as an object', { headers: { 'x-a': true } }, 'write ["x-request-id"]'],
  ['headers as null', { headers: null }, 'write ["x-request-id"]'],
  ['a list inside headers', { headers: [['x-a']] }, 'spread it'],
  ['a number as a header', { headers: [7] }, 'write "x-tenant"'],
  ['a header with a blank in front', { headers: [' x-a'] }, 'remove the blank'],
  ['a header with a line break', { headers: ['x-a\r\nx-b'] }, 'letters, digits'],
  ['a header with a colon', { headers: ['x-a:'] }, 'letters, digits'],
  ['a header of HTTP/2 itself', { headers: [':path'] }, 'letters, digits'],
  ['an empty header name', { headers: [''] }, 'letters, digits'],
  ['a star in the middle', { headers: ['x-*-id'] }, 'letters, digits'],
  ['two stars', { headers: ['x-**'] }, 'letters, digits'],
  ['a star alone', { headers: ['*'] }, 'write "x-tenant-*"'],
  ['the same header twice', { headers: ['x-a', 'x-a'] }, 'remove the second one'],
  ['the same header in two cases', { headers: ['x-a', 'X-A'] }, 'remove the second one'],
  ['the same prefix twice', { headers: ['x-a-*', 'X-A-*'] }, 'remove the second one'],
  [
    'a header of the default written again',
    { headers: ['x-request-id', 'x-b', 'x-request-id'] },
    'remove the second one',
  ],
  ['connection', { headers: ['Connection'] }, 'one connection'],
  ['transfer-encoding', { headers: ['transfer-encoding'] }, 'one connection'],
  ['host', { headers: ['Host'] }, 'the service that is called'],
  ['content-length', { headers: ['content-length'] }, 'the body of one message'],
  ['content-*', { headers: ['content-*'] }, 'the body of one message'],
  ['x-forwarded-for', { headers: ['x-forwarded-for'] }, 'proxies write it'],
  ['x-forwarded-*', { headers: ['x-forwarded-*'] }, 'proxies write it'],
  ['x-envoy-force-trace', { headers: ['x-envoy-force-trace'] }, 'one Envoy'],
  ['x-envoy-*', { headers: ['x-envoy-*'] }, 'one Envoy'],
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
    'name, as, value, targets, repeat',
  ],
  ['a rename to a wrong name', { headers: [{ name: 'x-a', as: 'x b' }] }, 'letters, digits'],
  ['a prefix renamed to a name', { headers: [{ name: 'x-a-*', as: 'x-b' }] }, 'as: "x-b-*"'],
  ['a name renamed to a prefix', { headers: [{ name: 'x-a', as: 'x-b-*' }] }, 'as: "x-b-*"'],
  ['a rename to host', { headers: [{ name: 'x-a', as: 'host' }] }, 'the service that is called'],
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
  ['an empty target', { targets: [''] }, 'a whole name'],
  ['a star as a target', { targets: ['*'] }, 'targets: "any"'],
  ['any inside a list', { targets: ['mesh', 'any'] }, 'targets: "any"'],
  ['a star inside a target', { targets: ['api.*.com'] }, 'a whole name'],
  ['a star glued to a name', { targets: ['*example.com'] }, 'a whole name'],
  ['a target with a path', { targets: ['http://reviews/api'] }, 'the host alone'],
  ['a target with a query', { targets: ['reviews?x'] }, 'the host alone'],
  ['a target with a user', { targets: ['user@reviews'] }, 'the host alone'],
  ['a target with another scheme', { targets: ['ftp://reviews'] }, 'https://api.example.com'],
  ['a target with a bad port', { targets: ['reviews:99999'] }, 'reviews:9080'],
  ['a target with no port after the colon', { targets: ['reviews:'] }, 'reviews:9080'],
  ['a block with too many bits', { targets: ['10.0.0.0/33'] }, 'the host alone'],
  ['a star before an address', { targets: ['*.10.0.0.1'] }, '10.0.0.0/8'],
  ['trust as a string', { trust: 'yes' }, 'trust: false'],
  ['trust that is async', { trust: async () => true }, 'trust: false'],
  ['generate as a string', { generate: 'x-request-id' }, 'write ["x-request-id"]'],
  ['generate for a header that is not carried', { generate: ['x-other'] }, 'add it to `headers`'],
  ['generate for a trace context', { generate: ['traceparent'] }, 'generate: ["x-request-id"]'],
  ['echo as true', { echo: true }, 'write ["x-request-id"]'],
  ['echo of a header that is not carried', { echo: ['x-other'] }, 'add it to `headers`'],
  [
    'echo of a credential',
    { headers: [{ name: 'cookie', targets: ['a'] }], echo: ['cookie'] },
    'remove it',
  ],
  ['a limit of 0', { maxHeaders: 0 }, 'write maxHeaders: 64'],
  ['a limit that is not whole', { maxValueBytes: 1.5 }, 'write maxValueBytes: 8192'],
  ['a limit that is a string', { maxTotalBytes: '16k' }, 'write maxTotalBytes: 16384'],
  ['keepSingleB3 as a string', { keepSingleB3: 'yes' }, 'write keepSingleB3: true'],
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
    expect(() => definePolicy()).toThrow(/WAYBILL_TARGETS .*"http:\/\/a\/b"; write the host alone/)
  })
})
