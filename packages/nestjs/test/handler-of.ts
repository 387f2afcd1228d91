import { Controller, type Type } from '@nestjs/common'
import { Ctx, Payload } from '@nestjs/microservices'
import { classOf } from './start-nest.ts'

/** A controller of one method, for a message or an event. */
export function handlerOf(
  decorators: readonly MethodDecorator[],
  handle: (payload: unknown, context: never) => unknown,
): Type {
  class Handler {
    handle(payload: unknown, context: never) {
      return handle(payload, context)
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Handler.prototype, 'handle') as object
  for (const decorate of decorators) decorate(Handler.prototype, 'handle', descriptor)
  Payload()(Handler.prototype, 'handle', 0)
  Ctx()(Handler.prototype, 'handle', 1)
  return classOf(Handler, Controller())
}
