import { describe, expect, test } from 'vitest'
import { type Format, read, readSw8, type TraceContext, write } from '../src/index.ts'

const context: TraceContext = {
  traceId: '7c1e5b0a9d3f42868f10b2c4d6e8fa01',
  spanId: '3a5c7e90b1d2f346',
  sampled: true,
  baggage: { tenant: 'acme' },
}

describe('read', () => {
  test('takes 32 members of a tracestate, and none of 33', () => {
    const members = Array.from({ length: 33 }, (_, i) => `k${i}=v`)
    const [all, most] = [members.join(), members.slice(1).join()]
    const { traceparent } = write('w3c', context)
    expect(read('w3c', { traceparent, tracestate: most }).tracestate).toBe(most)
    expect(read('w3c', { traceparent, tracestate: all })).toMatchObject({
      isValid: true,
      isTracestateValid: false,
    })
  })

  test.each<[Format, string]>([
    ['grpcTrace', 'grpc-trace-bin'],
    ['lightstep', 'x-ot-span-context'],
  ])('takes no part of a header of %s', (format, name) => {
    const whole = Buffer.from(`${write(format, context)[name]}`, 'base64')
    const parts = Array.from({ length: whole.length }, (_, end) => whole.subarray(0, end))
    const valid = parts.filter((part) => read(format, { [name]: part.toString('base64') }).isValid)
    // Without the field of its options, the binary context of gRPC is whole, too.
    expect(valid.map((part) => part.length)).toEqual(format === 'grpcTrace' ? [27] : [])
  })

  test('takes the binary context of gRPC as bytes, and in base64 without padding', () => {
    const text = `${write('grpcTrace', context)['grpc-trace-bin']}`
    const { traceId, spanId } = context
    for (const value of [Buffer.from(text, 'base64'), text.replace(/=+$/, '')])
      expect(read('grpcTrace', new Map([['grpc-trace-bin', value as string]]))).toEqual({
        isValid: true,
        traceId,
        spanId,
        sampled: true,
      })
  })

  test('takes no header of X-Ray that says something twice, as two joined ones do', () => {
    const one = `${write('awsXray', context)['x-amzn-trace-id']}`
    const two = one.replaceAll('3a5c7e90b1d2f346', '1f2e3d4c5b6a7988')
    const isValid = (value: string) => read('awsXray', { 'x-amzn-trace-id': value }).isValid
    expect([isValid(`${one};;`), isValid(`${one};${two}`)]).toEqual([true, false])
  })

  test('keeps baggage whose key every object has', () => {
    const { baggage } = read('jaeger', { 'uberctx-__proto__': 'x', 'uberctx-constructor': 'y' })
    expect(Object.entries(baggage ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })
})

test('a sw8-correlation that is none says nothing of the ids', () => {
  const sw8 = `1-${btoa('trace')}-${btoa('segment')}-3-${['a', 'b', 'c', 'd'].map(btoa).join('-')}`
  const ids = { isValid: true, traceId: 'trace', parentSegmentId: 'segment', spanId: '3' }
  expect(readSw8({ sw8, 'sw8-correlation': '?,:' })).toEqual({ ...ids, sampled: true })
})
