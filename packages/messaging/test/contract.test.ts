import { waybill } from '@waybill/messaging'
import { contract, type Inbound } from '@waybill/testing'
import { describe, expect, test } from 'vitest'
import { wrongOptions } from '../../../test/kit/wrong-options.ts'

type Handle = (message: { path: string; headers: object }) => Promise<unknown>
const services = new Map<string, Handle>()

/** Messages as plain objects, handled in this process, begun by one that came before. */
const inbound: Inbound = {
  name: 'plain messages',
  async start(handler, options) {
    const origin = `queue-${services.size}`
    services.set(
      origin,
      waybill(({ path }) => handler(path), options as never),
    )
    return { origin, close: async () => void services.delete(origin) }
  },
  async send(origin, path, headers) {
    const body = await services.get(origin)?.({ path, headers })
    return { body: JSON.parse(JSON.stringify(body)), headers: {} }
  },
  lacks: { echo: 'a message has no answer to put it on' },
}

describe('plain messages', () => {
  for (const { name, skip, run } of contract({ inbound })) test.skipIf(skip)(name, run)
})

test.each(wrongOptions)('refuses %s when the handler is wrapped', (_what, options, message) => {
  expect(() => waybill(() => undefined, options as never)).toThrow(message)
})
