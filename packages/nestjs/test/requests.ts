import {
  All,
  type ArgumentsHost,
  type CallHandler,
  Catch,
  Controller,
  Get,
  Inject,
  Injectable,
  type MiddlewareConsumer,
  Post,
  Scope,
  UseGuards,
  UseInterceptors,
  UsePipes,
  Version,
  VersioningType,
} from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import { current } from '@waybill/core'
import { WaybillModule } from '@waybill/nestjs'
import { delay } from 'rxjs'
import { expect, test } from 'vitest'
import { classOf, controllerOf, moduleOf, type Platform } from './start-nest.ts'

import { testedApps } from './tested-apps.ts'

const id = () => current()?.get('x-request-id') ?? null
const json = { 'content-type': 'application/json' }

/** Tests what all parts of an application on a platform see of a request of HTTP. */
export function requestsOf(platform: Platform): void {
  const { start, answer, forwarded } = testedApps(platform)

  test('guards, pipes, interceptors, handlers and middleware are in the context of the request', async () => {
    const seen: unknown[] = []
    const note = (who: string) => seen.push([who, id()])
    class Guard {
      async canActivate() {
        note('guard')
        return (await forwarded()) === 'r-1'
      }
    }
    class Interceptor {
      intercept(_context: unknown, next: CallHandler) {
        note('interceptor')
        return next.handle().pipe(delay(1))
      }
    }
    class Pipe {
      transform(value: unknown) {
        note('pipe')
        return value
      }
    }
    const handle = async () => {
      note('handler')
      return [await forwarded(), id()]
    }
    const controllers = [
      controllerOf([
        [Get(), UseGuards(Guard), UseInterceptors(Interceptor), UsePipes(Pipe), handle],
      ]),
    ]
    class AppModule {
      configure(consumer: MiddlewareConsumer) {
        const use = (_req: unknown, _res: unknown, next: () => void) => {
          note('middleware')
          setImmediate(next)
        }
        consumer.apply(use).forRoutes('{*path}')
      }
    }
    const root = moduleOf({ imports: [WaybillModule.forRoot()], controllers }, AppModule)
    const { origin } = await start(root, (app) => {
      app.use((_req: unknown, _res: unknown, next: () => void) => {
        note('app.use')
        next()
      })
    })
    expect(await answer(origin)).toEqual([200, ['r-1', 'r-1']])
    const who = ['app.use', 'middleware', 'guard', 'interceptor', 'pipe', 'handler']
    expect(seen).toEqual(who.map((one) => [one, 'r-1']))
  })

  test('an exception filter is in the context of the request, also for a path without a route', async () => {
    class Filter {
      async catch(error: Error & { getStatus?(): number }, host: ArgumentsHost) {
        const body = JSON.stringify([error.message.split(' ')[0], await forwarded(), id()])
        const response = host.switchToHttp().getResponse()
        const raw = response.raw ?? response
        raw.writeHead(error.getStatus?.() ?? 418, json).end(body)
        response.hijack?.()
      }
    }
    const controllers = [
      controllerOf([
        [Get(), () => Promise.reject(new Error('mine'))],
        [Post(), () => 'parsed'],
      ]),
    ]
    const providers = [{ provide: APP_FILTER, useClass: classOf(Filter, Catch()) }]
    const root = moduleOf({ imports: [WaybillModule.forRoot()], controllers, providers })
    const { origin } = await start(root, (app) => app.setGlobalPrefix('api'))
    expect(await answer(`${origin}/api`)).toEqual([418, ['mine', 'r-1', 'r-1']])
    expect(await answer(`${origin}/api/none`)).toEqual([404, ['Cannot', 'r-1', 'r-1']])
    expect(await answer(`${origin}/api`, '{"a', json)).toMatchObject([400, [{}, 'r-1', 'r-1']])
  })

  test('every route is covered: with a prefix, outside of it, of a version, and of any method', async () => {
    const handle = () => [id()]
    const controllers = [
      controllerOf([
        [Get('plain/:name'), handle],
        [Get('wild/*'), handle],
        [Get('health'), handle],
        [All('any'), handle],
        [Get('versioned'), Version('2'), handle],
      ]),
    ]
    const root = moduleOf({ imports: [WaybillModule.forRoot()], controllers })
    const { origin } = await start(root, (app) => {
      app.setGlobalPrefix('api', { exclude: ['health'] })
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' })
    })
    const paths = ['v1/plain/a', 'v1/plain/a?b=c', 'v1/wild/a/b', 'v1/any', 'v2/versioned']
    for (const path of paths) expect(await answer(`${origin}/api/${path}`)).toEqual([200, ['r-1']])
    expect(await answer(`${origin}/v1/health`)).toEqual([200, ['r-1']])
    expect(await answer(`${origin}/api/v1/any`, '{"a":1}', json)).toEqual([200, ['r-1']])
  })

  test('providers of a request and transient ones are made in its context', async () => {
    class OfRequest {
      readonly id = id()
    }
    class Transient {
      readonly id = id()
    }
    class Single {
      get id() {
        return id()
      }
    }
    Injectable({ scope: Scope.REQUEST })(OfRequest)
    Injectable({ scope: Scope.TRANSIENT })(Transient)
    class Routes {
      readonly all: { id: unknown }[]
      constructor(...all: { id: unknown }[]) {
        this.all = all
      }
      async read() {
        const [ofRequest, transient, single] = this.all
        return [ofRequest?.id, transient?.id, single?.id, await forwarded()]
      }
    }
    const providers = [OfRequest, Transient, Single]
    providers.forEach((token, index) => {
      Inject(token)(Routes, undefined, index)
    })
    const descriptor = Object.getOwnPropertyDescriptor(Routes.prototype, 'read') as object
    Get()(Routes.prototype, 'read', descriptor)
    const controllers = [classOf(Routes, Controller())]
    const { origin } = await start(
      moduleOf({ imports: [WaybillModule.forRoot()], controllers, providers }),
    )
    for (const one of ['a', 'b']) {
      const body = await answer(origin, '', { 'x-request-id': one })
      expect(body).toEqual([200, [one, one, one, one]])
    }
  })

  test('1,000 overlapping requests each send their own id on', async () => {
    const controllers = [controllerOf([[Get(), async () => [await forwarded('?delay=2'), id()]]])]
    const { origin } = await start(moduleOf({ imports: [WaybillModule.forRoot()], controllers }))
    const ids = Array.from({ length: 1_000 }, (_, index) => `r-${index}`)
    const seen: unknown[] = []
    for (let i = 0; i < ids.length; i += 200) {
      const some = ids.slice(i, i + 200)
      seen.push(
        ...(await Promise.all(some.map((one) => answer(origin, '', { 'x-request-id': one })))),
      )
    }
    expect(seen).toEqual(ids.map((one) => [200, [one, one]]))
  })
}
