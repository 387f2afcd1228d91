import { createServer } from 'node:http'
import { connect } from 'node:net'
import { waybill as expressWaybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import { http, waybill as httpWaybill } from '@waybill/http'
import express from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listen, type Received } from '../kit/echo-server.ts'
import { runningEcho } from '../kit/running-echo.ts'

const TRACE = '7c1e5b0a9d3f42868f10b2c4d6e8fa01'
const long = (bytes: number) => 'v'.repeat(bytes)
const carried = [
  'x-request-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'b3',
  'x-ot-span-context',
  'traceparent',
  'tracestate',
  'baggage',
  'x-t-*',
  '__proto__',
  'constructor',
]

type Forwarded = Record<string, string>

/** The header lines of a request, and what of them goes on; `refused` where Node itself answers with 400 or 431. */
const inputs: [string, string[], Forwarded | 'refused'][] = [
  // Empty and blank
  ['an empty request id', ['x-request-id:'], {}],
  ['a blank request id', ['x-request-id:   \t '], {}],
  [
    'an empty parent span id beside good ones',
    [`x-b3-traceid: ${TRACE}`, 'x-b3-spanid: a', 'x-b3-parentspanid:'],
    { 'x-b3-traceid': TRACE, 'x-b3-spanid': 'a' },
  ],
  ['an empty tracestate', ['traceparent: p', 'tracestate:'], { traceparent: 'p' }],
  ['an empty b3', ['b3:'], {}],
  ['blanks around a value', ['x-request-id: \t a \t '], { 'x-request-id': 'a' }],
  // Malformed, which is carried as it came: judging it is a tracer's business
  [
    'a trace id that is not hex',
    ['x-b3-traceid: zzzz', 'x-b3-spanid: a'],
    { 'x-b3-traceid': 'zzzz', 'x-b3-spanid': 'a' },
  ],
  [
    'a trace id of zeros',
    ['x-b3-traceid: 0000000000000000'],
    { 'x-b3-traceid': '0000000000000000' },
  ],
  [
    'an upper-case trace id',
    [`x-b3-traceid: ${TRACE.toUpperCase()}`],
    { 'x-b3-traceid': TRACE.toUpperCase() },
  ],
  ['a parent span id of "-"', ['x-b3-parentspanid: -'], { 'x-b3-parentspanid': '-' }],
  ['a truncated traceparent', [`traceparent: 00-${TRACE}`], { traceparent: `00-${TRACE}` }],
  [
    'a traceparent of the forbidden version',
    [`traceparent: ff-${TRACE}-3a5c7e90b1d2f346-01`],
    { traceparent: `ff-${TRACE}-3a5c7e90b1d2f346-01` },
  ],
  ['a b3 that is JSON', ['b3: {"a":1}'], { b3: '{"a":1}' }],
  [
    'a request id that is no UUID',
    ['x-request-id: req/1?x=1&y'],
    { 'x-request-id': 'req/1?x=1&y' },
  ],
  ['a sampled state of "maybe"', ['x-b3-sampled: maybe'], { 'x-b3-sampled': 'maybe' }],
  ['baggage with broken members', ['baggage: ,,=;;a,=b'], { baggage: ',,=;;a,=b' }],
  ['a tracestate of commas', ['tracestate: ,,,'], { tracestate: ',,,' }],
  ['bytes above ASCII', ['x-request-id: caf\xe9'], { 'x-request-id': 'caf\xe9' }],
  [
    'UTF-8 as bytes',
    [`x-request-id: ${Buffer.from('日本').toString('latin1')}`],
    { 'x-request-id': Buffer.from('日本').toString('latin1') },
  ],
  [
    'a percent-encoded line break',
    ['x-request-id: a%0d%0ax-evil: 1'],
    { 'x-request-id': 'a%0d%0ax-evil: 1' },
  ],
  [
    'HTML',
    ['x-request-id: <script>alert(1)</script>'],
    { 'x-request-id': '<script>alert(1)</script>' },
  ],
  [
    'a template for a logger',
    ['x-request-id: %{jndi:ldap://x/a}'],
    { 'x-request-id': '%{jndi:ldap://x/a}' },
  ],
  // Repeated
  ['two request ids', ['x-request-id: a', 'x-request-id: b'], { 'x-request-id': 'a' }],
  ['two request ids in two cases', ['X-Request-ID: a', 'x-REQUEST-id: b'], { 'x-request-id': 'a' }],
  ['a request id with a comma of its own', ['x-request-id: a, b'], { 'x-request-id': 'a, b' }],
  ['two sampled states', ['x-b3-sampled: 1', 'x-b3-sampled: 0'], { 'x-b3-sampled': '1' }],
  ['an empty and a full one', ['x-b3-sampled:', 'x-b3-sampled: 1'], { 'x-b3-sampled': '1' }],
  ['two traceparents', ['traceparent: p', 'traceparent: q'], { traceparent: 'p' }],
  ['two b3', ['b3: 1', 'b3: 0'], { b3: '1' }],
  [
    'three tracestates',
    ['tracestate: a=1', 'tracestate: b=2 , c=3', 'tracestate: d=4'],
    { tracestate: 'a=1,b=2 , c=3,d=4' },
  ],
  [
    'tracestates with an empty one between',
    ['tracestate: a=1', 'tracestate:', 'tracestate: b=2'],
    { tracestate: 'a=1,b=2' },
  ],
  ['two baggages', ['baggage: a=1', 'baggage: a=1'], { baggage: 'a=1,a=1' }],
  [
    '40 request ids',
    Array.from({ length: 40 }, (_, i) => `x-request-id: ${i}`),
    { 'x-request-id': '0' },
  ],
  // Contradictory
  [
    'b3 beside x-b3-*',
    [`b3: ${TRACE}-a-1`, `x-b3-traceid: ${TRACE}`, 'x-b3-spanid: b'],
    { 'x-b3-traceid': TRACE, 'x-b3-spanid': 'b' },
  ],
  [
    'a broken b3 beside x-b3-*',
    ['b3: broken', `x-b3-traceid: ${TRACE}`],
    { 'x-b3-traceid': TRACE },
  ],
  ['a tracestate alone', ['tracestate: a=1'], { tracestate: 'a=1' }],
  ['a span id alone', ['x-b3-spanid: a'], { 'x-b3-spanid': 'a' }],
  // Oversized
  ['a value at the limit', [`x-request-id: ${long(8_192)}`], { 'x-request-id': long(8_192) }],
  ['a value over the limit', [`x-request-id: ${long(8_193)}`, 'baggage: a=1'], { baggage: 'a=1' }],
  [
    'a trace id over the limit, with its family',
    [`x-b3-traceid: ${long(8_193)}`, 'x-b3-spanid: a', 'x-request-id: r'],
    { 'x-request-id': 'r' },
  ],
  [
    'a traceparent over the limit, with its tracestate',
    [`traceparent: ${long(8_193)}`, 'tracestate: a=1'],
    {},
  ],
  [
    'a tracestate over the limit, without its traceparent',
    ['traceparent: p', `tracestate: ${long(8_193)}`],
    { traceparent: 'p' },
  ],
  [
    'tracestates that are too long together',
    [`tracestate: ${long(5_000)}`, `tracestate: ${long(5_000)}`, 'traceparent: p'],
    { traceparent: 'p' },
  ],
  [
    'baggage of 8,192 bytes',
    [`baggage: ${`k=${long(126)},`.repeat(63)}k=${long(63)}`],
    { baggage: `${`k=${long(126)},`.repeat(63)}k=${long(63)}` },
  ],
  ['more than Node takes', [`x-request-id: ${long(20_000)}`], 'refused'],
  [
    'more headers than are carried',
    Array.from({ length: 70 }, (_, i) => `x-t-${i}: v`),
    Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`x-t-${i}`, 'v'])),
  ],
  ['a prefixed name of 257 bytes', [`x-t-${'n'.repeat(253)}: v`], {}],
  [
    'a prefixed name of 256 bytes',
    [`x-t-${'n'.repeat(252)}: v`],
    { [`x-t-${'n'.repeat(252)}`]: 'v' },
  ],
  // Hostile
  ['a header named __proto__', ['__proto__: polluted'], { ['__proto__']: 'polluted' }],
  ['two headers named __proto__', ['__proto__: a', '__proto__: b'], { ['__proto__']: 'a' }],
  ['a header named constructor', ['constructor: c'], { constructor: 'c' }],
  ['a prefix alone', ['x-t-: v'], { 'x-t-': 'v' }],
  ['credentials', ['authorization: Bearer t', 'cookie: a=b', 'jwt: j'], {}],
  [
    'hop-by-hop headers',
    ['connection: close, x-request-id', 'te: trailers', 'x-request-id: a'],
    { 'x-request-id': 'a' },
  ],
  [
    'headers that proxies write',
    ['x-forwarded-for: 1.2.3.4', 'forwarded: for=1.2.3.4', 'x-envoy-force-trace: 1'],
    {},
  ],
  ['a header with an underscore', ['x_request_id: a'], {}],
  ['a NUL in a value', ['x-request-id: a\0b'], 'refused'],
  ['a lone carriage return in a value', ['x-request-id: a\rb'], 'refused'],
  ['a folded header', ['x-request-id: a', ' folded'], 'refused'],
  ['a blank before the colon', ['x-request-id : a'], 'refused'],
  ['a header without a colon', ['x-request-id'], 'refused'],
  ['a header without a name', [': a'], 'refused'],
  ['an escape character in a value', ['x-request-id: \x1b[31mred'], 'refused'],
  ['a DEL in a value', ['x-request-id: a\x7f'], 'refused'],
  ['two content lengths', ['content-length: 0', 'content-length: 1', 'x-request-id: a'], 'refused'],
  [
    'chunked and a content length',
    ['transfer-encoding: chunked', 'content-length: 4', 'x-request-id: a'],
    'refused',
  ],
]

const echo = runningEcho()

test('the table has at least 60 cases', () => expect(inputs.length).toBeGreaterThanOrEqual(60))

describe.each([
  [
    'express and fetch',
    (): ReturnType<typeof listen> =>
      listen(
        createServer(
          express().use(expressWaybill({ headers: carried }), async (_req, res) => {
            res.json(await (await fetch(echo.origin)).json())
          }),
        ),
      ),
  ],
  [
    'node:http both ways',
    (): ReturnType<typeof listen> =>
      listen(
        createServer(
          httpWaybill(
            (_req, res) => {
              http.get(echo.origin, (answer) => answer.pipe(res))
            },
            { headers: carried },
          ),
        ),
      ),
  ],
] as const)('%s', (name, start) => {
  let service: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    service = await start()
  })
  afterAll(() => service.close())

  // undici's `fetch` itself cannot send a header named __proto__.
  const cases = name.includes('fetch')
    ? inputs.filter(([, lines]) => !lines[0]?.startsWith('__proto__'))
    : inputs
  test.each(cases)('%s', async (_what, lines, expected) => {
    const { status, body } = await sendLines(service.origin, lines)
    if (expected === 'refused') expect(status).toMatch(/^4(00|31)$/)
    else
      expect({ status, forwarded: pick((JSON.parse(body) as Received).headers) }).toEqual({
        status: '200',
        forwarded: Object.entries(expected),
      })
  })
})

/** What arrived of the headers under test, in the order of the table. */
function pick(arrived: Received['headers']): [string, string | string[]][] {
  const exact = carried.filter((name) => Object.hasOwn(arrived, name))
  const prefixed = Object.keys(arrived).filter((name) => name.startsWith('x-t-'))
  const unwanted = [
    'authorization',
    'cookie',
    'jwt',
    'te',
    'x-forwarded-for',
    'forwarded',
    'x-envoy-force-trace',
    'x_request_id',
    'x-evil',
  ].filter((name) => name in arrived)
  return [...exact, ...prefixed, ...unwanted].map((name) => [name, arrived[name] as string])
}

function sendLines(
  origin: string,
  lines: readonly string[],
): Promise<{ status: string; body: string }> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(new URL(origin).port), '127.0.0.1').setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n')
      const body = rest.join('\r\n\r\n')
      resolve({
        status: head.slice(9, 12),
        body: Buffer.from(
          body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1),
          'latin1',
        ).toString(),
      })
    })
    const hasConnection = lines.some((line) => line.startsWith('connection'))
    const all = [
      'GET / HTTP/1.1',
      'Host: x',
      ...(hasConnection ? [] : ['Connection: close']),
      ...lines,
      '',
      '',
    ]
    socket.write(Buffer.from(all.join('\r\n'), 'latin1'))
  })
}
