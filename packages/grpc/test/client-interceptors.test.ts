import {
  InterceptingCall,
  type Interceptor,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js'
import { current } from '@waybill/core'
import { waybillClientInterceptor, waybillServerInterceptor } from '@waybill/grpc'
import { withHeaders } from '@waybill/testing'
import { describe, expect, test } from 'vitest'
import { ask, type Handlers, metadataOf } from './service.ts'
import { start } from './start.ts'
import { textsOf } from './texts.ts'

const id = () => current()?.get('x-request-id') ?? 'none'
const inRequest = <R>(fn: () => R) => withHeaders({ 'x-request-id': 'r-1' }, fn)

const telling: Handlers = { unary: ({ metadata }, callback) => callback(null, textsOf(metadata)) }

/** An interceptor that hands everything on a turn later. */
const slow: Interceptor = (options, nextCall) =>
  new InterceptingCall(nextCall(options), {
    start(metadata, _listener, next) {
      setImmediate(() =>
        next(metadata, {
          onReceiveMetadata: (received, nextOne) => setImmediate(() => nextOne(received)),
          onReceiveMessage: (received, nextOne) => setImmediate(() => nextOne(received)),
          onReceiveStatus: (received, nextOne) => setImmediate(() => nextOne(received)),
        }),
      )
    },
    sendMessage: (message, next) => setImmediate(() => next(message)),
    halfClose: (next) => setImmediate(next),
  })

describe('among the interceptors of a client', () => {
  test.each([
    ['first', [waybillClientInterceptor(), slow]],
    ['last', [slow, waybillClientInterceptor()]],
    ['twice', [waybillClientInterceptor(), waybillClientInterceptor()]],
    ['twice, with another between', [waybillClientInterceptor(), slow, waybillClientInterceptor()]],
  ])('%s, adds each header once', async (_where, interceptors) => {
    const client = await start(telling, [], interceptors)
    const answers = await Promise.all([inRequest(() => ask(client)), ask(client)])
    expect(answers).toEqual([
      expect.objectContaining({ 'x-request-id': 'r-1' }),
      expect.not.objectContaining({ 'x-request-id': 'r-1' }),
    ])
  })

  test('given for one call, adds to that', async () => {
    const client = await start(telling)
    const interceptors = [waybillClientInterceptor()]
    const found = await inRequest(() => ask(client, {}, new Metadata(), { interceptors }))
    expect(found).toMatchObject({ 'x-request-id': 'r-1' })
  })

  test('given by a provider, adds too', async () => {
    const client = await start(telling)
    const interceptor = waybillClientInterceptor()
    const options = { interceptor_providers: [() => interceptor] }
    const found = await inRequest(() => ask(client, {}, new Metadata(), options))
    expect(found).toMatchObject({ 'x-request-id': 'r-1' })
  })

  test('behind one that starts the call in another context, the caller’s counts', async () => {
    const elsewhere: Interceptor = (options, nextCall) =>
      new InterceptingCall(nextCall(options), {
        start: (metadata, listener, next) =>
          withHeaders({ 'x-request-id': 'other' }, () => next(metadata, listener)),
      })
    const client = await start(telling, [], [elsewhere, waybillClientInterceptor()])
    expect(await inRequest(() => ask(client))).toMatchObject({ 'x-request-id': 'r-1' })
  })

  test('behind one that hides what is below, adds nothing, and the call goes on', async () => {
    const hiding: Interceptor = (options, nextCall) => {
      const call = nextCall(options)
      return {
        start: (metadata: Metadata, listener: object) => call.start(metadata, listener),
        sendMessage: (message: unknown) => call.sendMessage(message),
        sendMessageWithContext: (context: object, message: unknown) =>
          call.sendMessageWithContext(context, message),
        halfClose: () => call.halfClose(),
        getPeer: () => call.getPeer(),
      } as InterceptingCall
    }
    const client = await start(telling, [], [waybillClientInterceptor(), hiding])
    expect(await inRequest(() => ask(client))).not.toHaveProperty('x-request-id')
  })
})

describe('errors', () => {
  const failing: Handlers = {
    unary: (_call, callback) =>
      callback({ code: status.NOT_FOUND, details: 'none', metadata: metadataOf({ why: 'mine' }) }),
    serverStream: (call) => {
      call.emit('error', { code: status.ABORTED, details: 'stopped' })
    },
  }

  test('of a handler reach the caller as they are', async () => {
    const client = await start(
      failing,
      [waybillServerInterceptor({ echo: ['x-request-id'] })],
      [waybillClientInterceptor()],
    )
    const error: ServiceError = await inRequest(() => ask(client).then(undefined, (one) => one))
    expect([error.code, error.details]).toEqual([status.NOT_FOUND, 'none'])
    expect(textsOf(error.metadata)).toMatchObject({ why: 'mine', 'x-request-id': 'r-1' })
  })

  test('that a handler throws end the call, not the service', async () => {
    const throwing: Handlers = {
      unary({ request }, callback) {
        if (request === 'throw') throw new Error('mine')
        callback(null, id())
      },
    }
    const client = await start(throwing, [waybillServerInterceptor()], [waybillClientInterceptor()])
    const error: ServiceError = await ask(client, 'throw').then(undefined, (one) => one)
    expect(error.code).toBe(status.UNKNOWN)
    expect(await inRequest(() => ask(client))).toBe('r-1')
  })

  test('of a stream, and of a method that is not there, reach the caller', async () => {
    const client = await start(failing, [waybillServerInterceptor()], [waybillClientInterceptor()])
    const seen = await inRequest(() =>
      Promise.all(
        [
          client.serverStream({}, new Metadata(), {}).resume(),
          client.bidi(new Metadata(), {}).resume(),
        ].map(
          (call) =>
            new Promise((resolve) => {
              call.on('error', (error) => resolve([(error as ServiceError).code, id()]))
            }),
        ),
      ),
    )
    expect(seen).toEqual([
      [status.ABORTED, 'r-1'],
      [status.UNIMPLEMENTED, 'r-1'],
    ])
  })
})

test('a call that gRPC tries again carries the same each time, once', async () => {
  const attempts: unknown[] = []
  const flaky: Handlers = {
    unary({ metadata }, callback) {
      attempts.push(metadata.get('x-request-id'), metadata.get('grpc-previous-rpc-attempts'))
      if (attempts.length < 6) callback({ code: status.UNAVAILABLE, details: 'again' })
      else callback(null, 'done')
    },
  }
  const serviceConfig = {
    methodConfig: [
      {
        name: [{}],
        retryPolicy: {
          maxAttempts: 4,
          initialBackoff: '0.01s',
          maxBackoff: '0.02s',
          backoffMultiplier: 1,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      },
    ],
  }
  const options = { 'grpc.service_config': JSON.stringify(serviceConfig) }
  const client = await start(flaky, [], [waybillClientInterceptor()], options)
  const seen = await inRequest(async () => [await ask(client), id()])
  expect(seen).toEqual(['done', 'r-1'])
  expect(attempts).toEqual([['r-1'], [], ['r-1'], ['1'], ['r-1'], ['2']])
})
