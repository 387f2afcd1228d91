import 'reflect-metadata'
import {
  Controller,
  type DynamicModule,
  type INestApplication,
  Module,
  type ModuleMetadata,
  type NestApplicationOptions,
  Query,
  Req,
  type Type,
} from '@nestjs/common'
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core'

/** A platform of Nest's, by its name. */
export type Platform = readonly [name: string, makeAdapter: () => AbstractHttpAdapter]

/** What a method of a controller gets: the request of the platform. */
export type Handle = (req: { url: string; raw?: unknown }) => unknown

/** A class with the decorators that are called on it. */
export function classOf<T extends Type>(type: T, ...decorators: ClassDecorator[]): T {
  for (const decorate of decorators) decorate(type)
  return type
}

/** A controller of these routes: the decorators of each, and what it does. */
export function controllerOf(routes: readonly (readonly [...MethodDecorator[], Handle])[]): Type {
  class Routes {}
  routes.forEach((route, index) => {
    const name = `route${index}`
    const [handle, ...decorators] = [...route].reverse() as [Handle, ...MethodDecorator[]]
    const descriptor = { value: (req: never) => handle(req), configurable: true, writable: true }
    Object.defineProperty(Routes.prototype, name, descriptor)
    Req()(Routes.prototype, name, 0)
    // Pipes see arguments such as this one.
    Query()(Routes.prototype, name, 1)
    for (const decorate of decorators) decorate(Routes.prototype, name, descriptor)
  })
  return classOf(Routes, Controller())
}

/** A module, named as it stands in errors. */
export function moduleOf(metadata: ModuleMetadata, body: Type = class AppModule {}): Type {
  return classOf(body, Module(metadata))
}

/** A running application. */
export interface Running {
  readonly app: INestApplication
  readonly origin: string
  close(): Promise<void>
}

/** Starts an application on a free port. */
export async function startNest(
  [, makeAdapter]: Platform,
  root: Type | DynamicModule,
  prepare: (app: INestApplication) => unknown = () => undefined,
  options: NestApplicationOptions = {},
): Promise<Running> {
  const all = { logger: false, abortOnError: false, ...options } as const
  const app = await NestFactory.create(root, makeAdapter(), all)
  await prepare(app)
  await app.listen(0, '127.0.0.1')
  return {
    app,
    origin: await app.getUrl(),
    async close() {
      app.getHttpServer().closeAllConnections?.()
      await app.close()
    },
  }
}
