import { once } from 'node:events'
import { connect } from 'node:net'
import {
  type CallHandler,
  Catch,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common'
import { MessagePattern, RpcException } from '@nestjs/microservices'
import { ExpressAdapter } from '@nestjs/platform-express'
import { current } from '@waybill/core'
import { WaybillModule, wrapClientProxy } from '@waybill/nestjs'
import { type EchoServer, startEcho } from '@waybill/testing'
import { delay, firstValueFrom, lastValueFrom, of, switchMap, throwError, toArray } from 'rxjs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { handlerOf } from './handler-of.ts'
import {
  answering,
  forwarded as forwardedTo,
  id,
  inRequest,
  serviceOf,
} from './message-services.ts'
import { classOf, controllerOf, moduleOf, startNest } from './start-nest.ts'
import { clientOf, portOf, startService, tcp } from './start-service.ts'

let echo: EchoServer
beforeAll(async () => {
  echo = await startEcho()
})
afterAll(() => echo.close())

const forwarded = () => forwardedTo(echo)
const idAndForwarded = async () => [id(), await forwarded()]

describe('a service of messages', () => {
  test('has guards, interceptors, filters and the providers of a request in the context of the message', async () => {
    const seen: unknown[] = []
    const note = (who: string) => seen.push([who, id()])
    class Guard {
      async canActivate() {
        note('guard')
        return (await forwarded()) === 'r-1'
      }
    }
    class Interceptor {
      intercept(_context: ExecutionContext, next: CallHandler) {
        note('interceptor')
        return next.handle()
      }
    }
    class Filter {
      catch(error: Error) {
        note('filter')
        return throwError(() => `${error.message} ${id()}`)
      }
    }
    class OfRequest {
      readonly id = id()
    }
    Injectable({ scope: Scope.REQUEST })(OfRequest)
    const handler = handlerOf([MessagePattern('get')], () => {
      note('handler')
      throw new RpcException('mine')
    })
    for (const decorate of [
      UseGuards(Guard),
      UseInterceptors(Interceptor),
      UseFilters(classOf(Filter, Catch())),
    ])
      decorate(handler)
    class WithProvider extends handler {
      constructor(provider: OfRequest) {
        super()
        seen.push(['provider', provider.id])
      }
    }
    Inject(OfRequest)(WithProvider, undefined, 0)
    const controllers = [classOf(WithProvider, Controller())]
    const imports = [WaybillModule.forRoot()]
    const service = await startService(moduleOf({ imports, controllers, providers: [OfRequest] }))
    const client = wrapClientProxy(clientOf(service))
    const failed = inRequest(() => firstValueFrom(client.send('get', {})))
    await expect(failed).rejects.toBe('mine r-1')
    const who = ['provider', 'guard', 'interceptor', 'handler', 'filter']
    expect(seen).toEqual(who.map((one) => [one, 'r-1']))
  })

  test('makes what a handler streams in the context of the message', async () => {
    const handler = answering(() =>
      of(1, 2).pipe(
        delay(1),
        switchMap(async () => [id(), await forwarded()]),
      ),
    )
    const client = wrapClientProxy(clientOf(await serviceOf([handler])))
    const all = await inRequest(() => lastValueFrom(client.send('get', {}).pipe(toArray())))
    expect(all).toContainEqual(['r-1', 'r-1'])
    expect(all.flat().every((one: unknown) => one === 'r-1')).toBe(true)
  })

  test('believes and makes what its options say, of a message as of a request', async () => {
    const service = await serviceOf([answering(() => [id(), current()?.get('x-tenant')])], {
      headers: ['x-request-id', 'x-tenant'],
      trust: ({ headers }) => headers['x-gateway'] === 'yes',
      generate: ['x-request-id'],
    })
    const client = clientOf(service)
    const ask = (metadata: Record<string, string>) => {
      client.setOnDispatchHook((packet) => {
        packet.metadata = { 'X-Tenant': 't', ...metadata }
      })
      return firstValueFrom(client.send('get', {}))
    }
    expect(await ask({})).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), null])
    expect(await ask({ 'x-gateway': 'yes', 'x-request-id': 'r' })).toEqual(['r', 't'])
  })

  test('takes metadata that is not what it should be for none', async () => {
    const client = clientOf(await serviceOf([answering(() => [id()])]))
    const odd = [
      7,
      'x-request-id',
      ['x-request-id', 'r'],
      [null],
      null,
      { 'x-request-id': {} },
      [[{ toString: 1 }]],
    ]
    for (const metadata of odd) {
      client.setOnDispatchHook((packet) => Object.assign(packet, { metadata }))
      expect(await firstValueFrom(client.send('get', {}))).toEqual([null])
    }
  })

  test('survives metadata that is nested too deep to be read', async () => {
    const service = await serviceOf([answering(() => [id()])])
    const socket = connect(portOf(service), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const text = `{"pattern":"get","data":{},"id":"1","metadata":{"x-request-id":${deep}}}`
    socket.write(`${text.length}#${text}`)
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toContain('"response":[null]')
  })

  test('may be a part of an application that serves HTTP, too', async () => {
    const controllers = [answering(idAndForwarded), controllerOf([[Get(), () => [id()]]])]
    const root = moduleOf({ imports: [WaybillModule.forRoot()], controllers })
    const running = await startNest(['express', () => new ExpressAdapter()], root, async (app) => {
      app.connectMicroservice(tcp)
      await app.startAllMicroservices()
    })
    onTestFinished(running.close)
    const [service] = running.app.getMicroservices()
    const client = wrapClientProxy(clientOf(service as never))
    expect(await inRequest(() => firstValueFrom(client.send('get', {})))).toEqual(['r-1', 'r-1'])
    const headers = { 'x-request-id': 'r-2' }
    expect(await (await fetch(running.origin, { headers })).json()).toEqual(['r-2'])
  })
})
