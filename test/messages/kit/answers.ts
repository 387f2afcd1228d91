import { randomUUID } from 'node:crypto'
import type { SentHeaders } from '@waybill/testing'
import type { Consumer, Publish, Wire } from './wire.ts'

type Handle = (message: never) => Promise<unknown>

/** Questions and answers over messages. */
export interface Answers {
  /** Asks who consumes a queue, with one of the wire's two ways to publish, and gives the answer. */
  ask(publish: Publish, queue: string, body: string, headers: SentHeaders): Promise<unknown>
  /** Answers the questions of a queue. A function may stand around the one that handles a message. */
  serve(
    queue: string,
    answer: (body: string, headers: Readonly<Record<string, string>>) => Promise<unknown>,
    around?: (handle: Handle) => Handle,
  ): Promise<Consumer>
  stop(): Promise<void>
}

/** Starts a queue for the answers. */
export async function startAnswers(wire: Wire): Promise<Answers> {
  const replies = `replies-${randomUUID()}`
  const waiting = new Map<string, (answer: unknown) => void>()
  const consumer = await wire.consume(replies, async (message) => {
    const { id, answer } = JSON.parse(wire.read(message).body)
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  return {
    ask(publish, queue, body, headers) {
      const id = randomUUID()
      return new Promise((resolve, reject) => {
        waiting.set(id, resolve)
        publish(queue, JSON.stringify({ id, body }), headers).catch(reject)
      })
    },
    serve(queue, answer, around = (handle) => handle) {
      return wire.consume(
        queue,
        around(async (message: never) => {
          const { body: text, headers } = wire.read(message)
          const { id, body } = JSON.parse(text)
          const found = await answer(body, headers)
          await wire.publishPlain(replies, JSON.stringify({ id, answer: found }), {})
        }),
      )
    },
    stop: consumer.stop,
  }
}
