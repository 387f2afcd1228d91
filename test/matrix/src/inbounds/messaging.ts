import { randomUUID } from 'node:crypto'
import type { Inbound } from '@waybill/testing'
import type { Waybills } from '../waybills.ts'

interface Message {
  readonly path: string
  readonly headers: object
}

/** A message of plain objects; those of real brokers are in test/messages. */
export function messageInbound({ messaging: { waybill } }: Pick<Waybills, 'messaging'>): Inbound {
  const consumers = new Map<string, (message: Message) => Promise<unknown>>()
  return {
    name: 'a message',
    async start(handler, options) {
      const origin = randomUUID()
      consumers.set(
        origin,
        waybill(({ path }: Message) => handler(path), options as never),
      )
      return {
        origin,
        async close() {
          consumers.delete(origin)
        },
      }
    },
    async send(origin, path, headers) {
      const answer = await consumers.get(origin)?.({ path, headers })
      // As it would be on a wire.
      return { body: JSON.parse(JSON.stringify(answer)), headers: {} }
    },
    lacks: { echo: 'a message has no answer to put it on' },
  }
}
