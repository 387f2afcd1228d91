import { describe, expect, test } from 'vitest'
import { type Format, lossOf, type TraceContext, write } from '../src/index.ts'

const context: TraceContext = {
  traceId: '7c1e5b0a9d3f42868f10b2c4d6e8fa01',
  spanId: '3a5c7e90b1d2f346',
  parentSpanId: '1f2e3d4c5b6a7988',
  sampled: true,
}

const written: readonly (readonly [Format, Partial<TraceContext>, Record<string, string>])[] = [
  ['w3c', {}, { traceparent: '00-7c1e5b0a9d3f42868f10b2c4d6e8fa01-3a5c7e90b1d2f346-01' }],
  [
    'w3c',
    { sampled: 'defer', isRandom: true, tracestate: 'a=1' },
    { traceparent: '00-7c1e5b0a9d3f42868f10b2c4d6e8fa01-3a5c7e90b1d2f346-02', tracestate: 'a=1' },
  ],
  [
    'b3',
    {},
    {
      'x-b3-traceid': '7c1e5b0a9d3f42868f10b2c4d6e8fa01',
      'x-b3-spanid': '3a5c7e90b1d2f346',
      'x-b3-parentspanid': '1f2e3d4c5b6a7988',
      'x-b3-sampled': '1',
    },
  ],
  [
    'b3',
    { traceId: '8f10b2c4d6e8fa01', sampled: 'debug' },
    {
      'x-b3-traceid': '8f10b2c4d6e8fa01',
      'x-b3-spanid': '3a5c7e90b1d2f346',
      'x-b3-parentspanid': '1f2e3d4c5b6a7988',
      'x-b3-flags': '1',
    },
  ],
  [
    'b3Single',
    { sampled: 'debug' },
    { b3: '7c1e5b0a9d3f42868f10b2c4d6e8fa01-3a5c7e90b1d2f346-d-1f2e3d4c5b6a7988' },
  ],
  [
    'b3Single',
    { sampled: 'defer' },
    { b3: '7c1e5b0a9d3f42868f10b2c4d6e8fa01-3a5c7e90b1d2f346-1f2e3d4c5b6a7988' },
  ],
  [
    'jaeger',
    { sampled: 'debug', isFirehose: true },
    { 'uber-trace-id': '7c1e5b0a9d3f42868f10b2c4d6e8fa01:3a5c7e90b1d2f346:1f2e3d4c5b6a7988:b' },
  ],
  [
    'datadog',
    { origin: 'rum', tags: '_dd.p.dm=-4', priority: 2 },
    {
      'x-datadog-trace-id': '10308936105539992065',
      'x-datadog-parent-id': '4205375311980983110',
      'x-datadog-sampling-priority': '2',
      'x-datadog-origin': 'rum',
      'x-datadog-tags': '_dd.p.dm=-4,_dd.p.tid=7c1e5b0a9d3f4286',
    },
  ],
  [
    'awsXray',
    {},
    {
      'x-amzn-trace-id':
        'Root=1-7c1e5b0a-9d3f42868f10b2c4d6e8fa01;Parent=3a5c7e90b1d2f346;Sampled=1',
    },
  ],
  [
    'googleCloud',
    {},
    { 'x-cloud-trace-context': '7c1e5b0a9d3f42868f10b2c4d6e8fa01/4205375311980983110;o=1' },
  ],
  [
    'otTrace',
    {},
    {
      'ot-tracer-traceid': '8f10b2c4d6e8fa01',
      'ot-tracer-spanid': '3a5c7e90b1d2f346',
      'ot-tracer-sampled': 'true',
    },
  ],
  [
    'lightstep',
    { baggage: { tenant: 'acme' } },
    { 'x-ot-span-context': 'EiQJAfro1sSyEI8RRvPSsZB+XDoYASIOCgZ0ZW5hbnQSBGFjbWU=' },
  ],
  [
    'grpcTrace',
    { sampled: false },
    { 'grpc-trace-bin': 'AAB8HlsKnT9Cho8QssTW6PoBATpcfpCx0vNGAgA=' },
  ],
]

describe('write', () => {
  test.each(written)('%s with %j', (format, changed, headers) => {
    expect(write(format, { ...context, ...changed })).toEqual(headers)
  })

  test('changes the priority of Datadog with the decision', () => {
    const reversed = write('datadog', { ...context, priority: 2, sampled: false })
    expect(reversed['x-datadog-sampling-priority']).toBe('0')
  })

  test('has no upper half of zeros in the tags of Datadog', () => {
    const short = { ...context, traceId: '00000000000000008f10b2c4d6e8fa01' }
    expect(write('datadog', short)).not.toHaveProperty('x-datadog-tags')
  })

  test('says nothing in 64 bits of a trace id whose lower half is zero', () => {
    const half = { ...context, traceId: '00000000000000090000000000000000' }
    expect([write('datadog', half), write('lightstep', half), write('otTrace', half)]).toEqual([
      {},
      {},
      {},
    ])
    expect(lossOf('b3', 'datadog', half)).toEqual(['context'])
  })

  test('leaves out a tracestate that is none', () => {
    expect(write('w3c', { ...context, tracestate: 'no list' })).toEqual(write('w3c', context))
  })
})

describe('lossOf', () => {
  test('says nothing where nothing is lost', () => {
    expect(lossOf('b3', 'b3Single', { ...context, sampled: 'debug' })).toEqual([])
  })

  test('takes an id that begins with the time of these days for one of X-Ray', () => {
    const seconds = Math.floor(Date.now() / 1000).toString(16)
    const recent = { traceId: `${seconds}9d3f42868f10b2c4d6e8fa01`, spanId: context.spanId }
    expect(lossOf('w3c', 'awsXray', { ...recent, sampled: true })).toEqual([])
    expect(lossOf('w3c', 'awsXray', { ...context, sampled: true })).toContain('epoch')
  })
})
