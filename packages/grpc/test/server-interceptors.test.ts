import { type Metadata, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'
import { current } from '@waybill/core'
import { type WaybillOptions, waybillServerInterceptor } from '@waybill/grpc'
import { expect, test } from 'vitest'
import { ask, type Handlers, metadataOf } from './service.ts'
import { start } from './start.ts'
import { textsOf } from './texts.ts'

const id = () => current()?.get('x-request-id') ?? 'none'

const told: Handlers = { unary: (_call, callback) => callback(null, id()) }
const carried = metadataOf({ 'x-request-id': 'r-1' })

test('interceptors behind it run in the context, too, and may wait', async () => {
  const seen: unknown[] = []
  const behind: ServerInterceptor = (_method, call) =>
    new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, nextOne) {
            seen.push(id())
            setImmediate(() => nextOne(metadata))
          },
        })
      },
      sendMessage(message, next) {
        seen.push(id())
        next(message)
      },
    })
  const client = await start(told, [waybillServerInterceptor(), behind])
  expect([await ask(client, {}, carried), seen]).toEqual(['r-1', ['r-1', 'r-1']])
})

test('an interceptor in front may edit the metadata, and the edit counts', async () => {
  const editing: ServerInterceptor = (_method, call) =>
    new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, nextOne) {
            const edited = metadata.clone()
            edited.set('x-request-id', 'edited')
            nextOne(edited)
          },
        })
      },
    })
  const client = await start(told, [editing, waybillServerInterceptor()])
  expect(await ask(client, {}, carried)).toBe('edited')
})

test('of two, the inner one counts', async () => {
  const client = await start(told, [
    waybillServerInterceptor(),
    waybillServerInterceptor({ trust: false }),
  ])
  expect(await ask(client, {}, carried)).toBe('none')
})

test('`trust` and `value` see the method, the metadata and the peer', async () => {
  const options: WaybillOptions = {
    trust: ({ path, metadata, call }) =>
      path === '/mesh.Reviews/Unary' &&
      metadata.get('x-gateway')[0] === 'yes' &&
      call.getPeer().startsWith('127.0.0.1:'),
    headers: [{ name: 'x-request-id', value: ({ carrier }) => `${carrier.get('x-request-id')}!` }],
  }
  const client = await start(told, [waybillServerInterceptor(options as object)])
  expect(await ask(client, {}, carried)).toBe('none')
  carried.set('x-gateway', 'yes')
  expect(await ask(client, {}, carried)).toBe('r-1!')
  carried.remove('x-gateway')
})

test('`echo` leaves what the handler sets, and its metadata as it was', async () => {
  const own = metadataOf({ 'x-own': 'mine', 'x-b3-traceid': 'handler' })
  const echoing: Handlers = {
    unary(call, callback) {
      call.sendMetadata(own)
      callback(null, 'done')
    },
  }
  const echo = ['x-request-id', 'x-b3-traceid', 'grpc-trace-bin']
  const client = await start(echoing, [waybillServerInterceptor({ echo })])
  const metadata = metadataOf({ 'x-request-id': 'r-1', 'x-b3-traceid': 't' })
  metadata.set('grpc-trace-bin', Buffer.of(255))
  const answered = await new Promise<Metadata>((resolve) => {
    client.unary({}, metadata, {}, () => undefined).on('metadata', resolve)
  })
  expect(textsOf(answered)).toMatchObject({
    'x-own': 'mine',
    'x-request-id': 'r-1',
    'x-b3-traceid': 'handler',
    'grpc-trace-bin': '/w',
  })
  expect(textsOf(own)).toEqual({ 'x-own': 'mine', 'x-b3-traceid': 'handler' })
})
