import { randomUUID } from 'node:crypto'
import { waybill } from '@waybill/messaging'
import { contract, type Inbound, type Outbound } from '@waybill/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { describeWith } from '../kit/real-programs.ts'
import { type Answers, startAnswers } from './kit/answers.ts'
import { callPlain } from './kit/call-plain.ts'
import type { Consumer, Wire } from './kit/wire.ts'
import { wires } from './kit/wires.ts'

for (const { name, broker, start } of wires) {
  describeWith(
    [broker],
    `${name}: the contract, with messages as the way in and the way out`,
    () => {
      let wire: Wire
      let answers: Answers
      let relay: Consumer
      const calls = `calls-${randomUUID()}`

      beforeAll(async () => {
        wire = await start()
        answers = await startAnswers(wire)
        // Makes the call that a message asks for, with the headers that it has, and no other.
        relay = await answers.serve(calls, callPlain)
      })

      afterAll(async () => {
        await relay?.stop()
        await answers?.stop()
        await wire?.stop()
      })

      const inbound: Inbound = {
        name,
        async start(handler, options) {
          const queue = `in-${randomUUID()}`
          const { stop } = await answers.serve(queue, handler, (handle) =>
            waybill(handle, options as never),
          )
          return { origin: queue, close: stop }
        },
        async send(queue, path, headers) {
          return { body: await answers.ask(wire.publishPlain, queue, path, headers), headers: {} }
        },
        lacks: { echo: 'a message has no answer to put it on' },
      }
      const outbound: Outbound = {
        name,
        async call(url, headers) {
          const answer = await answers.ask(wire.publish, calls, url, headers)
          if (Object(answer).failed) throw new Error('the call failed')
          return answer
        },
        lacks: {
          query: 'the URL that is called is not where the message goes',
          redirects: 'messages are not redirected',
        },
      }

      describe(name, () => {
        for (const { name, skip, run } of contract({ inbound, outbound }))
          test.skipIf(skip)(name, run)
      })
    },
  )
}
