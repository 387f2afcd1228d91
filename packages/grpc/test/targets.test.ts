import {
  type CallOptions,
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  credentials,
  InterceptingCall,
  type Interceptor,
  Metadata,
} from '@grpc/grpc-js'
import type { PolicyOptions } from '@waybill/core'
import { waybillClientInterceptor } from '@waybill/grpc'
import { withHeaders } from '@waybill/testing'
import { afterEach, describe, expect, test } from 'vitest'

afterEach(() => {
  delete process.env.grpc_proxy
})

interface Call {
  readonly target: string
  readonly channel?: ChannelOptions
  readonly options?: CallOptions
  readonly secure?: ChannelCredentials
}

/** Whether a call would carry a header, told by an interceptor behind; the call is taken back at once. */
function isCarried(call: Call, targets?: PolicyOptions['targets']): boolean {
  let metadata = new Metadata()
  const spy: Interceptor = (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(sent, listener, next) {
        metadata = sent
        next(sent, listener)
      },
    })
  const client = new Client(call.target, call.secure ?? credentials.createInsecure(), {
    ...call.channel,
    interceptors: [waybillClientInterceptor(), spy],
  })
  const policy = { warnOnRefusal: false, ...(targets && { targets }) }
  const bytes = (message: Buffer) => message
  withHeaders(
    { 'x-request-id': 'r-1' },
    () =>
      client
        .makeUnaryRequest(
          '/mesh.Reviews/Get',
          bytes,
          bytes,
          Buffer.of(),
          new Metadata(),
          call.options ?? {},
          () => client.close(),
        )
        .cancel(),
    policy,
  )
  return metadata.get('x-request-id').length > 0
}

const inMesh: [string, Partial<Call>?][] = [
  ['reviews:9080'],
  ['reviews'],
  ['dns:reviews:9080'],
  ['dns:///reviews.default.svc.cluster.local:9080'],
  ['dns://8.8.8.8/reviews:9080'],
  ['127.0.0.1:9080'],
  ['[::1]:9080'],
  ['dns:[fd00::1]:9080'],
  ['dns:fd00::1'],
  ['ipv4:10.0.0.1:9080'],
  ['ipv4:10.0.0.1:9080,10.0.0.2:9080'],
  ['ipv6:[::1]:9080,[fd00::1]:9080'],
  ['unix:/tmp/waybill-test.sock'],
  ['unix:///tmp/waybill-test.sock'],
  ['reviews:9080', { channel: { 'grpc.default_authority': 'ratings' } }],
  ['reviews:9080', { options: { host: 'ratings:9080' } }],
]

const outside: [string, Partial<Call>?][] = [
  ['api.example.com'],
  ['dns:///api.example.com:443'],
  ['dns://10.0.0.1/api.example.com'],
  ['ipv4:8.8.8.8:443'],
  ['ipv4:10.0.0.1:9080,8.8.8.8:443'],
  ['ipv6:[2001:db8::1]:443'],
  ['ipv6:[::1]:443,[2001:db8::1]:443'],
  ['dns:2001:db8::1'],
  ['reviews@api.example.com:443'],
  ['reviews:9080', { channel: { 'grpc.default_authority': 'api.example.com' } }],
  ['unix:/tmp/waybill-test.sock', { channel: { 'grpc.default_authority': 'api.example.com' } }],
  ['reviews:9080', { options: { host: 'api.example.com' } }],
  ['api.example.com', { options: { host: 'reviews' } }],
]

describe('by default', () => {
  test.each(inMesh)('carries to %s %j', (target, call) => {
    expect(isCarried({ target, ...call })).toBe(true)
  })

  test.each(outside)('carries nothing to %s %j', (target, call) => {
    expect(isCarried({ target, ...call })).toBe(false)
  })

  test('through a proxy that the environment names, what is behind it counts', () => {
    process.env.grpc_proxy = 'http://proxy:3128'
    expect(isCarried({ target: 'reviews:9080' })).toBe(true)
    expect(isCarried({ target: 'api.example.com:443' })).toBe(false)
    const options = { host: 'reviews' }
    expect(isCarried({ target: 'api.example.com:443', options })).toBe(false)
  })

  test('through a proxy that is not in the mesh itself, carries nothing', () => {
    process.env.grpc_proxy = 'http://proxy.example.com:3128'
    expect(isCarried({ target: 'reviews:9080' })).toBe(false)
  })
})

describe('told where to', () => {
  test.each([
    ['api.example.com', ['api.example.com:443']],
    ['api.example.com:50051', ['api.example.com:50051']],
    ['dns:///api.example.com', ['*.example.com']],
    ['api.example.com', ['http://api.example.com']],
    ['unix:/tmp/waybill-test.sock', ['localhost']],
    ['ipv4:8.8.8.8:1,8.8.4.4:1', ['8.8.0.0/16']],
  ])('carries to %s with %j', (target, targets) => {
    expect(isCarried({ target }, targets)).toBe(true)
  })

  test.each([
    ['api.example.com:50051', ['api.example.com:443']],
    ['api.example.com', ['https://api.example.com']],
    ['reviews:9080', ['ratings']],
  ])('carries nothing to %s with %j', (target, targets) => {
    expect(isCarried({ target }, targets)).toBe(false)
  })

  test('knows whether a channel is encrypted', () => {
    const call = { target: 'reviews:9080', secure: credentials.createSsl() }
    expect(isCarried(call, ['https://reviews:9080'])).toBe(true)
    expect(isCarried(call, ['http://reviews:9080'])).toBe(false)
  })

  test('a function of the target gets a URL with the path of the method', () => {
    const seen: string[] = []
    isCarried({ target: 'dns:///reviews:9080' }, [({ href }) => seen.push(href) > 0])
    expect(seen).toEqual(['http://reviews:9080/mesh.Reviews/Get'])
  })
})
