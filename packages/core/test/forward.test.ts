import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  type Carrier,
  capture,
  current,
  definePolicy,
  explain,
  familyOf,
  forward,
  type PolicyOptions,
  presets,
  run,
  setHeader,
} from '@waybill/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

const MESH = 'http://reviews:9080/'

function sent(
  options: PolicyOptions,
  carrier: Carrier,
  target = MESH,
  already?: Carrier,
): Record<string, string> {
  return { ...capture(definePolicy(options), carrier).forward(target, already) }
}

describe('forward', () => {
  test('is empty outside a request', () => {
    expect({ ...forward(MESH) }).toEqual({})
    expect(current()).toBeUndefined()
    expect(explain(MESH)).toEqual([])
    expect(setHeader('x-a', 'b')).toBe(false)
  })

  test('gives a new object each time, from the function without a prototype', () => {
    const waybill = capture(definePolicy(), { 'x-request-id': 'a' })
    const first = waybill.forward(MESH)
    first['x-request-id'] = 'changed'
    expect(waybill.forward(MESH)['x-request-id']).toBe('a')
    expect(Object.getPrototypeOf(run(waybill, () => forward(MESH)))).toBeNull()
    expect(Object.getPrototypeOf(forward(MESH))).toBeNull()
  })

  test.each([1, 9, 25])('of %i headers inherits nothing, and nobody can make it', (count) => {
    const names = Array.from({ length: count }, (_, i) => `x-${i}`)
    const waybill = capture(
      definePolicy({ headers: names }),
      Object.fromEntries(names.map((name) => [name, 'a'])),
    )
    const headers = waybill.forward(MESH)
    const all: string[] = []
    for (const name in headers) all.push(name)
    expect(all).toEqual(names)
    expect(['__proto__', 'constructor', 'toString'].filter((name) => name in headers)).toEqual([])
    const prototype = Object.getPrototypeOf(headers) as object | null
    expect(prototype === null || Object.isFrozen(prototype)).toBe(true)
  })

  test('to several places at once carries what may go to all of them', () => {
    const headers = ['x-a', { name: 'x-far', targets: ['far.example.com', 'reviews'] }]
    const waybill = capture(definePolicy({ headers, warnOnRefusal: false }), {
      'x-a': '1',
      'x-far': '2',
    })
    expect(Object.keys(waybill.forward([MESH, 'http://ratings/']))).toEqual(['x-a'])
    expect(Object.keys(waybill.forward(['http://far.example.com/', new URL(MESH)]))).toEqual([
      'x-far',
    ])
    expect(Object.keys(waybill.forward([MESH, 'http://other.example.com/']))).toEqual([])
    expect(Object.keys(waybill.forward([MESH, 'not a url']))).toEqual([])
    expect(Object.keys(waybill.forward([]))).toEqual([])
  })

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['a list of undefined', [undefined]],
    ['a symbol', Symbol('x')],
    ['a function', () => 'http://reviews/'],
    ['a blank', ' '],
    ['half a URL', 'http://['],
    ['a URL with a wrong port', 'http://reviews:99999/'],
  ])('gives nothing for a target that is %s, and does not throw', (_what, target) => {
    const waybill = capture(definePolicy({ targets: ['mesh', (url) => url.pathname === '/x'] }), {
      'x-request-id': 'a',
    })
    expect(Object.keys(waybill.forward(target as string))).toEqual([])
    expect(waybill.explain(target as string).filter(({ isForwarded }) => isForwarded)).toEqual([])
  })

  test('gives nothing beside headers of the caller that cannot be read, and does not throw', () => {
    const waybill = capture(definePolicy(), { 'x-request-id': 'a' })
    const hostile = new Proxy({}, { ownKeys: () => fail() })
    const getter = Object.defineProperty({}, 'accept', { enumerable: true, get: () => fail() })
    for (const already of [hostile, getter]) {
      expect(Object.keys(waybill.forward(MESH, already))).toEqual([])
    }
    for (const already of [null, 7, 'accept', true]) {
      expect(Object.keys(waybill.forward(MESH, already as never)), String(already)).toEqual([
        'x-request-id',
      ])
    }
  })

  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a number', 7],
    ['a string', 'x-request-id: a'],
    ['a proxy that throws', new Proxy({}, { get: () => fail(), ownKeys: () => fail() })],
    ['a list of null', [null]],
    ['a pair without a value', [['x-request-id']]],
    ['an object of objects', { 'x-request-id': {} }],
    ['a request without headers', { rawHeaders: [] }],
  ])('captures nothing from %s, and does not throw', (_what, carrier) => {
    expect(Object.keys(capture(definePolicy(), carrier as never).forward(MESH))).toEqual([])
  })

  test('carries names that every object has', () => {
    const headers = [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ] as const
    expect(
      Object.entries(
        capture(
          definePolicy({ headers: ['__proto__', 'constructor', 'tostring'] }),
          headers,
        ).forward(MESH),
      ),
    ).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['tostring', 'c'],
    ])
  })

  test.each<[string, Carrier]>([
    ['an object', { 'X-Tenant': 'a' }],
    ['an object of lists', { 'X-Tenant': ['a', 'b'] }],
    ['Headers', new Headers({ 'X-Tenant': 'a' })],
    ['a Map', new Map([['X-Tenant', 'a']])],
    [
      'pairs',
      [
        ['X-Tenant', 'a'],
        ['x-tenant', 'b'],
      ],
    ],
    ['a flat list', ['X-Tenant', 'a', 'x-tenant', 'b']],
    [
      'a generator of pairs',
      (function* () {
        yield ['X-Tenant', 'a'] as const
      })(),
    ],
    [
      'get and keys',
      { get: (name: string) => (name === 'X-Tenant' ? 'a' : undefined), keys: () => ['X-Tenant'] },
    ],
    [
      'a request',
      { headers: { 'x-tenant': 'a, b' }, rawHeaders: ['X-Tenant', 'a', 'x-tenant', 'b'] },
    ],
  ])('reads %s', (_shape, carrier) => {
    expect(sent({ headers: ['x-tenant'] }, carrier)).toEqual({ 'x-tenant': 'a' })
  })
})

describe('rules', () => {
  const inbound = { 'x-tenant': 'acme', 'x-org-id': '7', 'x-org-name': 'Acme' }

  test.each<[string, PolicyOptions['headers'], Record<string, string>]>([
    ['a prefix carries all below it', ['x-org-*'], { 'x-org-id': '7', 'x-org-name': 'Acme' }],
    [
      'a name beats a prefix',
      ['x-org-*', { name: 'x-org-id', as: 'x-id' }],
      { 'x-id': '7', 'x-org-name': 'Acme' },
    ],
    ['a rename', [{ name: 'X-Tenant', as: 'X-Customer' }], { 'x-customer': 'acme' }],
    [
      'a prefix is renamed',
      [{ name: 'x-org-*', as: 'x-company-*' }],
      { 'x-company-id': '7', 'x-company-name': 'Acme' },
    ],
    [
      'a filter changes the value',
      [{ name: 'x-tenant', value: ({ value }) => value?.toUpperCase() }],
      { 'x-tenant': 'ACME' },
    ],
    ['a filter that gives nothing suppresses', [{ name: 'x-tenant', value: () => undefined }], {}],
    ['a filter that gives a blank suppresses', [{ name: 'x-tenant', value: () => ' ' }], {}],
    [
      'a filter makes what is absent',
      [{ name: 'x-none', value: ({ name, value, values }) => `${name}:${value}:${values.length}` }],
      { 'x-none': 'x-none:undefined:0' },
    ],
    [
      'the first rule that yields a value wins',
      [
        { name: 'x-none', as: 'x-tenant' },
        { name: 'x-tenant', value: () => '' },
        { name: 'x-org-name', as: 'x-tenant' },
        { name: 'x-tenant', value: () => 'last' },
      ],
      { 'x-tenant': 'Acme' },
    ],
    [
      'a filter that throws suppresses',
      [
        {
          name: 'x-tenant',
          value: () => {
            throw new Error('no')
          },
        },
      ],
      {},
    ],
    [
      'a filter that gives a number suppresses',
      [{ name: 'x-tenant', value: (() => 7) as never }],
      {},
    ],
    [
      'a filter that gives a rejected promise suppresses',
      [{ name: 'x-tenant', value: (() => Promise.reject(new Error('no'))) as never }],
      {},
    ],
    [
      'a filter that gives a line break suppresses',
      [{ name: 'x-tenant', value: () => 'a\r\nx-evil: 1' }],
      {},
    ],
    [
      'a filter that gives text beyond latin1 suppresses',
      [{ name: 'x-tenant', value: () => '日本' }],
      {},
    ],
  ])('%s', (_claim, headers, expected) => {
    expect(sent({ headers: headers ?? [] }, inbound)).toEqual(expected)
  })

  test('two presets that share names can be spread together', () => {
    expect(
      definePolicy({ headers: [...presets.istio, ...presets.w3c, ...presets.b3, 'x-tenant'] })
        .headers,
    ).toEqual([...presets.istio, 'baggage', 'x-tenant'])
  })

  test("targets of a rule take the place of the policy's", () => {
    const options: PolicyOptions = {
      headers: [
        'x-tenant',
        { name: 'authorization', targets: ['accounts.internal'] },
        { name: 'x-org-id', targets: ['api.example.com'] },
      ],
      warnOnRefusal: false,
    }
    const carrier = { ...inbound, authorization: 'Bearer t' }
    expect(sent(options, carrier)).toEqual({ 'x-tenant': 'acme' })
    expect(sent(options, carrier, 'http://accounts.internal/')).toEqual({
      'x-tenant': 'acme',
      authorization: 'Bearer t',
    })
    expect(sent(options, carrier, 'https://api.example.com/')).toEqual({ 'x-org-id': '7' })
  })

  test('a wide prefix leaves out what is never carried, and credentials', () => {
    const carrier = {
      'x-a': '1',
      'x-forwarded-for': '2',
      'x-envoy-force-trace': '3',
      'x-api-key': '4',
      'x-jwt-assertion': '5',
    }
    expect(sent({ headers: ['x-*'] }, carrier)).toEqual({ 'x-a': '1' })
  })

  test('no preset holds a credential, and each compiles', () => {
    for (const [name, headers] of Object.entries(presets)) {
      expect(Object.isFrozen(headers), name).toBe(true)
      expect(() => definePolicy({ headers }), name).not.toThrow()
    }
    expect(JSON.stringify(presets)).not.toMatch(/authorization|cookie|jwt/)
  })
})

describe('repeats', () => {
  const repeated = [
    'x-a',
    '1',
    'X-A',
    '2',
    'tracestate',
    'a=1',
    'tracestate',
    'b=2',
    'baggage',
    'k=1',
    'baggage',
    'l=2',
  ]

  test.each<[PolicyOptions['headers'], Record<string, string>]>([
    [['x-a'], { 'x-a': '1' }],
    [['tracestate', 'baggage'], { tracestate: 'a=1,b=2', baggage: 'k=1,l=2' }],
    [[{ name: 'x-a', repeat: 'join' }], { 'x-a': '1,2' }],
    [[{ name: 'x-a', repeat: 'drop' }], {}],
    [[{ name: 'tracestate', repeat: 'first' }], { tracestate: 'a=1' }],
  ])('%j', (headers, expected) => {
    expect(sent({ headers: headers ?? [] }, repeated)).toEqual(expected)
  })

  test('an edit of an earlier middleware counts, and so does its removal of a header', () => {
    const rawHeaders = ['x-a', '1', 'x-b', '2', 'x-c', '3']
    expect(
      sent(
        { headers: ['x-a', 'x-b', 'x-c', 'x-d'] },
        { rawHeaders, headers: { 'x-a': 'edited', 'x-c': '3', 'x-d': 'new' } },
      ),
    ).toEqual({
      'x-a': 'edited',
      'x-c': '3',
      'x-d': 'new',
    })
  })
})

describe('families', () => {
  const b3 = { 'x-b3-traceid': 't', 'x-b3-spanid': 's', 'x-b3-sampled': '1', 'x-request-id': 'r' }
  const w3c = { traceparent: 'p', tracestate: 'a=1' }

  test.each<[string, Carrier, string[]]>([
    [
      'nothing',
      {},
      ['x-request-id', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'traceparent', 'tracestate'],
    ],
    ['one of B3', { 'X-B3-Flags': '1' }, ['x-request-id', 'traceparent', 'tracestate']],
    ['the single b3', [['B3', '0']], ['x-request-id', 'traceparent', 'tracestate']],
    [
      'tracestate',
      new Headers({ tracestate: 'x=1' }),
      ['x-request-id', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled'],
    ],
    [
      'its own request id',
      ['X-Request-ID', 'mine'],
      ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'traceparent', 'tracestate'],
    ],
    [
      'an empty request id',
      { 'x-request-id': '' },
      ['x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled', 'traceparent', 'tracestate'],
    ],
  ])('a caller that sets %s is left with it', (_what, already, expected) => {
    expect(Object.keys(sent({}, { ...b3, ...w3c }, MESH, already))).toEqual(expected)
  })

  test('b3 is not forwarded beside x-b3-*, unless the policy says so', () => {
    const both = { ...b3, b3: 't-s-1' }
    expect(sent({}, both)).not.toHaveProperty('b3')
    expect(sent({ keepSingleB3: true }, both)).toHaveProperty('b3', 't-s-1')
    expect(sent({}, { b3: 't-s-1' })).toEqual({ b3: 't-s-1' })
    expect(sent({ headers: ['b3'] }, both)).toEqual({ b3: 't-s-1' })
  })

  test('of b3 and x-b3-*, the one that a sidecar has renewed is forwarded', () => {
    const renewed = { ...b3, b3: 't-new-1-s' }
    expect(sent({}, renewed)).toEqual({ 'x-request-id': 'r', b3: 't-new-1-s' })
    expect(sent({ headers: ['b3', 'x-b3-*'] }, renewed)).toEqual({ b3: 't-new-1-s' })
    const others = { ...b3, 'x-b3-parentspanid': 'old', b3: 't-old-1-older' }
    expect(sent({}, others)).toEqual({ ...b3, 'x-b3-parentspanid': 'old' })
    expect(sent({}, { ...b3, 'x-b3-spanid': 'S', b3: 't-new-1-s' })).toHaveProperty('b3')
    expect(sent({}, { 'x-b3-sampled': '1', b3: 't-s-1-p' })).not.toHaveProperty('b3')
  })

  test('a family that loses a member to a limit goes as a whole, but traceparent can do without tracestate', () => {
    const long = 'x'.repeat(9_000)
    expect(sent({}, { ...b3, 'x-b3-spanid': long })).toEqual({ 'x-request-id': 'r' })
    expect(sent({}, { traceparent: 'p', tracestate: long })).toEqual({ traceparent: 'p' })
    expect(sent({}, { traceparent: long, tracestate: 'a=1' })).toEqual({})
  })

  test('familyOf names what belongs together', () => {
    expect(familyOf('Traceparent')).toEqual(['traceparent', 'tracestate'])
    expect(familyOf('x-request-id')).toEqual(['x-request-id'])
  })
})

describe('signed calls are left alone', () => {
  test.each<[string, string, Carrier | undefined]>([
    ['AWS in a header', MESH, { Authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
    ['AWS, asymmetric', MESH, [['authorization', 'AWS4-ECDSA-P256-SHA256 Credential=x']]],
    ['Google in a header', MESH, new Headers({ authorization: 'GOOG4-HMAC-SHA256 Credential=x' })],
    ['Azure in a header', MESH, { authorization: 'SharedKey account:sig' }],
    ['AWS in the query', 'http://minio:9000/b/k?X-Amz-Algorithm=a&X-Amz-Signature=s', undefined],
    ['Google in the query', 'http://gcs/b/k?x-goog-signature=s', undefined],
    ['Azure in the query', 'http://azurite:10000/c/b?sv=2024&se=x&sig=s', undefined],
    [
      'Azure in the query, the other way round',
      'http://azurite:10000/c/b?sig=s&sv=2024',
      undefined,
    ],
  ])('%s', (_what, target, already) => {
    expect(sent({}, { 'x-request-id': 'r' }, target, already)).toEqual({})
  })

  test('half of what an Azure signature has is not one, however often it is repeated', () => {
    const target = `${MESH}?${'&sig='.repeat(3_000)}`
    expect(sent({}, { 'x-request-id': 'r' }, target)).toEqual({ 'x-request-id': 'r' })
  })

  test('a plain bearer token is not a signature', () => {
    expect(sent({}, { 'x-request-id': 'r' }, MESH, { authorization: 'Bearer x' })).toEqual({
      'x-request-id': 'r',
    })
  })
})

describe('limits', () => {
  test('a value of 8,192 bytes goes, one of 8,193 does not, and none is cut', () => {
    expect(sent({ headers: ['x-a'] }, { 'x-a': 'v'.repeat(8_192) })['x-a']).toHaveLength(8_192)
    expect(sent({ headers: ['x-a'] }, { 'x-a': 'v'.repeat(8_193) })).toEqual({})
  })

  test('16 KiB a request: what does not fit is dropped, what fits is kept', () => {
    const carrier = {
      'x-a': 'v'.repeat(8_192),
      'x-b': 'v'.repeat(8_000),
      'x-c': 'v'.repeat(193),
      'x-d': 'v'.repeat(192),
    }
    expect(Object.keys(sent({ headers: ['x-a', 'x-b', 'x-c', 'x-d'] }, carrier))).toEqual([
      'x-a',
      'x-b',
      'x-d',
    ])
  })

  test('64 headers a request', () => {
    const carrier = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-t-${i}`, 'v']))
    expect(Object.keys(sent({ headers: ['x-t-*'] }, carrier))).toHaveLength(64)
  })

  test('baggage of 64 members and 8,192 bytes survives whole', () => {
    const members = Array.from(
      { length: 64 },
      (_, i) => `k${String(i).padStart(2, '0')}=${'v'.repeat(123)}`,
    )
    const baggage = members.join(',').padEnd(8_192, 'v')
    expect(sent({ headers: presets.w3c }, { baggage })).toEqual({ baggage })
  })

  test('can be set', () => {
    expect(sent({ headers: ['x-a', 'x-b'], maxHeaders: 1 }, { 'x-a': '1', 'x-b': '2' })).toEqual({
      'x-a': '1',
    })
    expect(sent({ headers: ['x-a'], maxValueBytes: 2 }, { 'x-a': '123' })).toEqual({})
  })
})

describe('trust, generate and setHeader', () => {
  const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

  test('generate mints a UUIDv4 when the header is absent or blank, and never else', () => {
    const generate = ['X-Request-ID']
    expect(sent({ generate }, {})['x-request-id']).toMatch(UUID_V4)
    expect(sent({ generate }, { 'x-request-id': ' ' })['x-request-id']).toMatch(UUID_V4)
    expect(sent({ generate }, { 'x-request-id': 'req-1' })['x-request-id']).toBe('req-1')
    expect(sent({}, {})).toEqual({})
  })

  test('from a request that is not trusted nothing is captured, only generated', () => {
    const carrier = { 'x-request-id': 'theirs', traceparent: 'p' }
    expect(sent({ trust: false }, carrier)).toEqual({})
    const made = sent(
      { trust: (request) => request !== carrier, generate: ['x-request-id'] },
      carrier,
    )
    expect(made).toEqual({ 'x-request-id': expect.stringMatching(UUID_V4) })
    expect(
      sent(
        {
          trust: () => {
            throw new Error('no')
          },
        },
        carrier,
      ),
    ).toEqual({})
  })

  test('setHeader sets for the rest of the request, and wins over what came in', () => {
    run(capture(definePolicy({ headers: ['x-tenant'] }), { 'x-tenant': 'acme' }), () => {
      expect(setHeader('End-User', 'jason')).toBe(true)
      expect(setHeader('x-tenant', 'other')).toBe(true)
      expect({ ...forward(MESH) }).toEqual({ 'end-user': 'jason', 'x-tenant': 'other' })
      expect(current()?.get('END-USER')).toBe('jason')
      expect(setHeader('x-tenant', undefined)).toBe(true)
      expect({ ...forward(MESH) }).toEqual({ 'end-user': 'jason' })
      expect({ ...forward('https://api.example.com/') }).toEqual({})
    })
  })

  test('setHeader refuses, and does not throw', () => {
    run(capture(definePolicy(), {}), () => {
      for (const [name, value] of [
        ['a b', 'v'],
        ['', 'v'],
        ['host', 'v'],
        ['authorization', 'v'],
        ['x-a', 'a\nb'],
        ['x-a', '日'],
        ['x-a', 'v'.repeat(9_000)],
        ['x-a', 7 as never],
        [undefined as never, 'v'],
      ]) {
        expect(setHeader(name as string, value as string), `${name}`).toBe(false)
      }
      expect({ ...forward(MESH) }).toEqual({})
    })
  })
})

describe('explain and the channels', () => {
  test('explain says of every header why it goes or not', () => {
    const policy = definePolicy({
      headers: [
        ...presets.b3,
        'x-request-id',
        'x-t-*',
        { name: 'x-far', targets: ['far.example.com'] },
      ],
      generate: ['x-request-id'],
    })
    const waybill = capture(policy, {
      b3: '1',
      'x-b3-sampled': '1',
      'x-b3-traceid': ' ',
      'x-t-1': 'a',
      'x-far': 'b',
    })
    waybill.set('end-user', 'jason')
    const reasons = Object.fromEntries(
      waybill.explain(MESH, { 'x-t-1': 'mine' }).map(({ header, reason }) => [header, reason]),
    )
    expect(reasons).toEqual({
      b3: 'b3-beside-multi',
      'x-b3-sampled': 'captured',
      'x-b3-traceid': 'empty',
      'x-b3-spanid': 'not-received',
      'x-b3-parentspanid': 'not-received',
      'x-b3-flags': 'not-received',
      'x-request-id': 'generated',
      'x-t-1': 'set-by-caller',
      'x-far': 'target-refused',
      'end-user': 'set-by-application',
    })
  })

  test('explain says that the application itself has taken a header back', () => {
    const waybill = capture(definePolicy(), { 'x-request-id': 'a' })
    waybill.set('x-request-id', undefined)
    const [explained] = waybill.explain(MESH)
    expect(explained).toMatchObject({
      reason: 'taken-back',
      why: 'x-request-id is not forwarded: taken back',
    })
  })

  test('what explain says is what forward does, and holds no value', () => {
    const waybill = capture(definePolicy(), {
      'x-request-id': 'secret-value',
      b3: 'secret-value',
      'x-b3-traceid': 'secret-value',
    })
    const explained = waybill.explain(MESH)
    expect(explained.filter(({ isForwarded }) => isForwarded).map(({ header }) => header)).toEqual(
      Object.keys(waybill.forward(MESH)),
    )
    expect(JSON.stringify(explained)).not.toContain('secret-value')
  })

  const heard: [string, unknown][] = []
  const listen = (message: unknown, name: string | symbol) => heard.push([String(name), message])
  afterEach(() => {
    for (const name of ['capture', 'forward', 'drop']) unsubscribe(`waybill:${name}`, listen)
  })

  test('the channels carry names and reasons, never values', () => {
    for (const name of ['capture', 'forward', 'drop']) subscribe(`waybill:${name}`, listen)
    const waybill = capture(definePolicy({ headers: ['x-a', 'x-b'], warnOnRefusal: false }), {
      'x-a': 'secret-value',
      'x-b': '',
    })
    waybill.forward(MESH)
    waybill.forward('https://user:pw@api.example.com/path?token=secret-value')
    expect(heard).toEqual([
      ['waybill:capture', { headers: ['x-a'] }],
      ['waybill:drop', { header: 'x-b', reason: 'empty' }],
      ['waybill:forward', { target: 'http://reviews:9080', headers: ['x-a'] }],
      [
        'waybill:drop',
        { header: 'x-a', reason: 'target-refused', target: 'https://api.example.com' },
      ],
      ['waybill:forward', { target: 'https://api.example.com', headers: [] }],
    ])
  })

  test('the first refusal of a host is warned of once, and can be silenced', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
    const waybill = capture(definePolicy(), { 'x-request-id': 'secret-value' })
    for (let i = 0; i < 3; i++) waybill.forward('https://once.example.com/a?b')
    capture(definePolicy({ warnOnRefusal: false }), { 'x-request-id': 'a' }).forward(
      'https://silent.example.com/',
    )
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      expect.stringMatching(
        /"once\.example\.com".*`targets: \["mesh", "once\.example\.com"\]`.*WAYBILL_TARGETS.*`warnOnRefusal: false`/,
      ),
    ])
    expect(JSON.stringify(warn.mock.calls)).not.toContain('secret-value')
    warn.mockRestore()
  })
})

function fail(): never {
  throw new Error('no')
}
