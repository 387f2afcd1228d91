import { capture, definePolicy, type Policy, type PolicyOptions, run } from '@waybill/core'
import { MessageCarrier } from './message-carrier.ts'

/** The options of `waybill`: a policy's. `echo` does nothing here, since a message has no answer. */
export type WaybillOptions<M = unknown> = PolicyOptions<MessageCarrier<M>>

/**
 * Wraps a function that handles one message, so that it runs with the headers of its message, and of no other: an
 * `eachMessage` or one message of a batch (KafkaJS), an `onMessage` (amqplib), a processor (BullMQ), or any function of
 * an object with `headers`. A message without headers has an empty waybill.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for what is no function, and for wrong options, with a sentence that says what to write instead
 */
export function waybill<M, A extends unknown[], R>(
  handler: (message: M, ...rest: A) => R,
  options?: WaybillOptions<M> | Policy,
): (message: M, ...rest: A) => R {
  if (typeof handler !== 'function') {
    throw new TypeError(
      `@waybill/messaging: waybill takes a function that handles a message, got ${handler === null ? 'null' : typeof handler}; write waybill(async (message) => { … })`,
    )
  }
  const policy = definePolicy(options)
  function waybillHandler(this: unknown, ...args: [M, ...A]): R {
    return run(capture(policy, new MessageCarrier(args[0])), () =>
      Reflect.apply(handler, this, args),
    )
  }
  // BullMQ gives a signal to a processor that has three parameters.
  return Object.defineProperty(waybillHandler, 'length', { value: handler.length })
}
