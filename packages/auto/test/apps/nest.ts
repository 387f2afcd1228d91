import 'reflect-metadata'
import { Controller, Get, Module, Param } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
// @ts-expect-error: plain JavaScript
import { answer } from './clients.mjs'

class CallsController {
  call(client: string): Promise<unknown> {
    return answer(`/${client}`)
  }
}
const { prototype } = CallsController
const call = Object.getOwnPropertyDescriptor(prototype, 'call') as PropertyDescriptor
Get(':client')(prototype, 'call', call)
Param('client')(prototype, 'call', 0)
Controller()(CallsController)

class AppModule {}
Module({ controllers: [CallsController] })(AppModule)

const app = await NestFactory.create(AppModule, { logger: false })
await app.listen(0, '127.0.0.1')
console.log(`listening on ${new URL(await app.getUrl()).port}`)
