import type { Type } from '@nestjs/common'
import { MessagePattern } from '@nestjs/microservices'
import { current } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { WaybillModule, type WaybillOptions } from '@waybill/nestjs'
import { type EchoServer, type Received, withHeaders } from '@waybill/testing'
import { handlerOf } from './handler-of.ts'
import { moduleOf } from './start-nest.ts'
import { startService } from './start-service.ts'

/** The request id of what is being handled. */
export const id = (): string | null => current()?.get('x-request-id') ?? null
/** Runs a function as if it handled a request of the id `r-1`. */
export const inRequest = <R>(fn: () => R): R => withHeaders({ 'x-request-id': 'r-1' }, fn)

/** The request id that arrives at a service of HTTP. */
export async function forwarded(echo: EchoServer): Promise<unknown> {
  const answer = await waybillFetch(`${echo.origin}/?delay=1`)
  return ((await answer.json()) as Received).headers['x-request-id'] ?? null
}

/** A controller that answers the message `get`. */
export const answering = (handle: Parameters<typeof handlerOf>[1]): Type =>
  handlerOf([MessagePattern('get')], handle)

/** Starts a service of TCP with these controllers until the test ends. */
export function serviceOf(
  controllers: Type[],
  options?: WaybillOptions,
): ReturnType<typeof startService> {
  return startService(moduleOf({ imports: [WaybillModule.forRoot(options)], controllers }))
}
