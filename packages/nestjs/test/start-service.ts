import type { Server } from 'node:net'
import type { DynamicModule, INestMicroservice, Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import {
  type ClientProxy,
  ClientProxyFactory,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices'
import { onTestFinished } from 'vitest'

const host = '127.0.0.1'

/** TCP on a free port. */
export const tcp: MicroserviceOptions = { transport: Transport.TCP, options: { host, port: 0 } }

/** Starts a service of messages until the test ends. */
export async function startService(
  root: Type | DynamicModule,
  options: MicroserviceOptions = tcp,
): Promise<INestMicroservice> {
  const all = { logger: false, abortOnError: false, ...options } as const
  const service = await NestFactory.createMicroservice<MicroserviceOptions>(root, all)
  await service.listen()
  onTestFinished(() => service.close())
  return service
}

/** Where a service of TCP listens. */
export function portOf(service: { unwrap<T>(): T }): number {
  return (service.unwrap<Server>().address() as { port: number }).port
}

/** A client of a service of TCP, open until the test ends. */
export function clientOf(service: { unwrap<T>(): T }): ClientProxy {
  return closedAtEnd(
    ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host, port: portOf(service) },
    }),
  )
}

/** The same client, open until the test ends. */
export function closedAtEnd<T extends ClientProxy>(client: T): T {
  onTestFinished(() => client.close())
  return client
}
