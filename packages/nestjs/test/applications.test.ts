import { Controller, Get, Inject, Injectable, Scope } from '@nestjs/common'
import {
  ApplicationConfig,
  ContextIdFactory,
  GraphInspector,
  NestApplication,
  type NestContainer,
  NestFactory,
} from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { current } from '@waybill/core'
import { WaybillModule } from '@waybill/nestjs'
import { expect, onTestFinished, test } from 'vitest'
import { classOf, controllerOf, moduleOf, startNest } from './start-nest.ts'

const id = () => current()?.get('x-request-id') ?? null
const root = () =>
  moduleOf({
    imports: [WaybillModule.forRoot()],
    controllers: [controllerOf([[Get(), async () => [id()]]])],
  })
const seenAt = async (origin: string, one = 'r-1') =>
  (await fetch(origin, { headers: { 'x-request-id': one } })).json()

test('an application on Fastify may be without middleware', async () => {
  const makeAdapter = () => new FastifyAdapter({ skipMiddie: true } as never)
  const { origin, close } = await startNest(['fastify', makeAdapter], root())
  onTestFinished(close)
  expect(await seenAt(origin)).toEqual(['r-1'])
})

test('an application whose HTTP adapter comes later, as with @nestjs/testing, is covered', async () => {
  const context = await NestFactory.createApplicationContext(root(), { logger: false })
  const { container } = context as unknown as { container: NestContainer }
  const adapter = new ExpressAdapter()
  container.setHttpAdapter(adapter)
  const graph = new GraphInspector(container)
  const app = new NestApplication(container, adapter, new ApplicationConfig(), graph, {
    logger: false,
  })
  await app.listen(0, '127.0.0.1')
  onTestFinished(() => app.close())
  expect(await seenAt(await app.getUrl())).toEqual(['r-1'])
})

test('a durable provider, which outlives its first request, is called in the context of each', async () => {
  const tenant = ContextIdFactory.create()
  ContextIdFactory.apply({
    attach: (own) => (info) => (info.isTreeDurable ? tenant : own),
  })
  onTestFinished(() => ContextIdFactory.apply({ attach: () => () => ContextIdFactory.create() }))
  class Durable {
    static made = 0
    constructor() {
      Durable.made += 1
    }
    id = () => id()
  }
  Injectable({ scope: Scope.REQUEST, durable: true })(Durable)
  class Routes {
    readonly durable: Durable
    constructor(durable: Durable) {
      this.durable = durable
    }
    async read() {
      await null
      return [this.durable.id(), Durable.made]
    }
  }
  Inject(Durable)(Routes, undefined, 0)
  Get()(
    Routes.prototype,
    'read',
    Object.getOwnPropertyDescriptor(Routes.prototype, 'read') as object,
  )
  const controllers = [classOf(Routes, Controller())]
  const imports = [WaybillModule.forRoot()]
  const module = moduleOf({ imports, controllers, providers: [Durable] })
  const { origin, close } = await startNest(['express', () => new ExpressAdapter()], module)
  onTestFinished(close)
  expect([await seenAt(origin, 'a'), await seenAt(origin, 'b')]).toEqual([
    ['a', 1],
    ['b', 1],
  ])
})
