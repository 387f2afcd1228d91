import { Get } from '@nestjs/common'
import { EventPattern } from '@nestjs/microservices'
import { ExpressAdapter } from '@nestjs/platform-express'
import { definePolicy, setHeader } from '@waybill/core'
import { WaybillModule, wrapClientProxy } from '@waybill/nestjs'
import { type EchoServer, gate, startEcho, withHeaders } from '@waybill/testing'
import { firstValueFrom, lastValueFrom } from 'rxjs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { handlerOf } from './handler-of.ts'
import {
  answering,
  forwarded as forwardedTo,
  id,
  inRequest,
  serviceOf,
} from './message-services.ts'
import { controllerOf, moduleOf, startNest } from './start-nest.ts'
import { clientOf } from './start-service.ts'

let echo: EchoServer
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.close())

const forwarded = () => forwardedTo(echo)
const idAndForwarded = async () => [id(), await forwarded()]

describe('from one service to another over TCP', () => {
  test('a request of HTTP, a message, and a request of HTTP carry one id', async () => {
    const client = wrapClientProxy(clientOf(await serviceOf([answering(idAndForwarded)])))
    const controllers = [controllerOf([[Get(), () => client.send('get', {})]])]
    const root = moduleOf({ imports: [WaybillModule.forRoot()], controllers })
    const { origin, close } = await startNest(['express', () => new ExpressAdapter()], root)
    onTestFinished(close)
    const headers = { 'x-request-id': 'r-1' }
    expect(await (await fetch(origin, { headers })).json()).toEqual(['r-1', 'r-1'])
    expect(await (await fetch(origin)).json()).toEqual([null, null])
  })

  test('an event does so, too', async () => {
    const { opened, open } = gate()
    let seen: unknown
    const noted = handlerOf([EventPattern('noted') as MethodDecorator], async (payload) => {
      seen = [payload, id(), await forwarded()]
      open()
    })
    const client = wrapClientProxy(clientOf(await serviceOf([noted])))
    await inRequest(() => lastValueFrom(client.emit('noted', { a: 1 })))
    await opened
    expect(seen).toEqual([{ a: 1 }, 'r-1', 'r-1'])
  })

  test('1,000 messages that overlap on one connection each keep their own id', async () => {
    const client = wrapClientProxy(clientOf(await serviceOf([answering(idAndForwarded)])))
    await client.connect()
    const ids = Array.from({ length: 1_000 }, (_, index) => `r-${index}`)
    const ask = (one: string) =>
      withHeaders({ 'x-request-id': one }, () => firstValueFrom(client.send('get', {})))
    expect(await Promise.all(ids.map(ask))).toEqual(ids.map((one) => [one, one]))
  })

  test('an observable that was made outside carries the id of the request that subscribes', async () => {
    const answer = wrapClientProxy(clientOf(await serviceOf([answering(() => id())]))).send(
      'get',
      {},
    )
    const ids = ['r-1', 'r-2']
    const ask = (one: string) => withHeaders({ 'x-request-id': one }, () => firstValueFrom(answer))
    expect(await Promise.all(ids.map(ask))).toEqual(ids)
  })

  test('what the application itself has set goes along, and what a message sets itself wins', async () => {
    const handle = (_payload: unknown, context: { getMetadata(): unknown }) => context.getMetadata()
    const client = wrapClientProxy(clientOf(await serviceOf([answering(handle)])))
    client.setOnDispatchHook((packet) => {
      packet.metadata = { 'X-Request-Id': 'own', other: 'o' }
    })
    const metadata = await inRequest(() => {
      setHeader('x-tenant', 't')
      return firstValueFrom(client.send('get', {}))
    })
    expect(metadata).toEqual({ 'X-Request-Id': 'own', other: 'o', 'x-tenant': 't' })
  })

  test('nothing is added outside a request, nor for a service that is not among the targets', async () => {
    const handle = (_payload: unknown, context: { getMetadata(): unknown }) => [
      context.getMetadata(),
    ]
    const client = wrapClientProxy(clientOf(await serviceOf([answering(handle)])))
    const ask = () => firstValueFrom(client.send('get', {}))
    const policy = definePolicy({ targets: ['elsewhere'], warnOnRefusal: false })
    expect(await ask()).toEqual([null])
    expect(await withHeaders({ 'x-request-id': 'r' }, ask, policy)).toEqual([null])
    expect(await inRequest(ask)).toEqual([{ 'x-request-id': 'r-1' }])
  })

  test('a client is wrapped once, and anything else is refused', async () => {
    const client = clientOf(await serviceOf([answering(() => id())]))
    expect(wrapClientProxy(wrapClientProxy(client))).toBe(client)
    expect(await inRequest(() => firstValueFrom(client.send('get', {})))).toBe('r-1')
    expect(() => wrapClientProxy({})).toThrow(
      /takes a ClientProxy .*, got Object; write wrapClient/,
    )
    expect(() => wrapClientProxy(undefined as never)).toThrow(/got undefined/)
  })
})
