import 'reflect-metadata'
import { Controller, Get, Module, Req, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter } from '@nestjs/platform-express'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { Handler, Inbound } from '@waybill/testing'
import type { Waybills } from '../waybills.ts'

/** NestJS on both of its platforms. */
export function nestInbounds({ nestjs: { WaybillModule } }: Pick<Waybills, 'nestjs'>): Inbound[] {
  const inbound = (name: string, adapterOf: () => ExpressAdapter | FastifyAdapter): Inbound => ({
    name,
    async start(handler, options) {
      const app = await NestFactory.create(
        moduleOf(handler, WaybillModule.forRoot(options)),
        adapterOf() as ExpressAdapter,
        { logger: false, forceCloseConnections: true },
      )
      await app.listen(0, '127.0.0.1')
      return {
        origin: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
        close: () => app.close(),
      }
    },
  })
  return [
    inbound('nest 12, express', () => new ExpressAdapter()),
    inbound('nest 12, fastify', () => new FastifyAdapter()),
  ]
}

/** An application of one controller. Decorators are called, since the sources of this project have no syntax for them. */
function moduleOf(handler: Handler, ...imports: object[]): Type {
  class ContractController {
    answer(req: { url: string }): Promise<unknown> {
      return handler(req.url)
    }
  }
  const { prototype } = ContractController
  Get()(
    prototype,
    'answer',
    Object.getOwnPropertyDescriptor(prototype, 'answer') as PropertyDescriptor,
  )
  Req()(prototype, 'answer', 0)
  Controller()(ContractController)
  class ContractModule {}
  Module({ imports: imports as never, controllers: [ContractController] })(ContractModule)
  return ContractModule
}
