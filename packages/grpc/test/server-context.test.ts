import { once } from 'node:events'
import { Metadata } from '@grpc/grpc-js'
import { current } from '@waybill/core'
import { waybillServerInterceptor } from '@waybill/grpc'
import { gate } from '@waybill/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, type Client, clientOf, metadataOf, type Running, serve } from './service.ts'

// Far above what a stream buffers, so that writers wait for the connection.
const LARGE = 'x'.repeat(100_000)

let service: Running
let client: Client
let strays = new Set<string>()
let closed = (): void => undefined

/** Notes an event that did not run in the context of the call with this metadata. */
function seer(metadata: Metadata): (event: string) => () => void {
  const [own] = metadata.get('x-request-id')
  return (event) => () => {
    const id = current()?.get('x-request-id')
    if (id !== own) strays.add(`${event} of ${own} in ${id}`)
  }
}

beforeAll(async () => {
  service = await serve(
    {
      unary(call, callback) {
        const see = seer(call.metadata)
        see('handler')()
        call.on('cancelled', see('cancelled')).on('cancelled', () => closed())
        if (call.request === 'never') return
        setTimeout(see('timer'), 1)
        Promise.resolve().then(see('await'))
        callback(null, call.request)
      },
      clientStream(call, callback) {
        const see = seer(call.metadata)
        see('handler')()
        for (const event of ['data', 'end', 'close', 'cancelled']) call.on(event, see(event))
        call.on('end', () => callback(null, null))
      },
      serverStream(call) {
        const see = seer(call.metadata)
        see('handler')()
        for (const event of ['drain', 'finish', 'close', 'cancelled']) call.on(event, see(event))
        for (let i = 0; i < 20; i++) call.write(LARGE, see('write'))
        call.end()
      },
      bidi(call) {
        const see = seer(call.metadata)
        see('handler')()
        for (const event of ['data', 'end', 'drain', 'finish', 'close', 'cancelled', 'error'])
          call.on(event, see(event))
        call.on('data', (message) => call.write(message, see('write')))
        call.on('end', () => call.end()).on('close', () => closed())
      },
    },
    [waybillServerInterceptor()],
  )
  client = clientOf(service.address)
  await ask(client, {}, metadataOf({ 'x-request-id': 'first' }))
})

beforeEach(() => {
  strays = new Set()
  closed = () => undefined
})

afterAll(() => {
  client.close()
  service.close()
})

/** Makes twelve calls at once, some without a header, over one connection. */
async function makeCalls(makeCall: (metadata: Metadata) => Promise<unknown>): Promise<string[]> {
  const calls = Array.from({ length: 12 }, (_, i) =>
    makeCall(i % 6 === 5 ? new Metadata() : metadataOf({ 'x-request-id': `r-${i}` })),
  )
  await Promise.all(calls)
  return [...strays]
}

describe('over a connection that calls share, runs in the context of its call', () => {
  test('the handler of a unary call, and all that it starts', async () => {
    expect(await makeCalls((metadata) => ask(client, {}, metadata))).toEqual([])
  })

  test('the handler of a stream of requests, and each message that comes late', async () => {
    const found = await makeCalls(async (metadata) => {
      const { opened, open } = gate()
      const call = client.clientStream(metadata, {}, open)
      for (let i = 0; i < 3; i++) await new Promise((resolve) => call.write(LARGE, resolve))
      call.end()
      await opened
    })
    expect(found).toEqual([])
  })

  test('the handler of a stream of answers, and each write', async () => {
    const found = await makeCalls((metadata) =>
      once(client.serverStream({}, metadata, {}).resume(), 'end'),
    )
    expect(found).toEqual([])
  })

  test('the handler of a stream both ways, each message and each write', async () => {
    const found = await makeCalls(async (metadata) => {
      const call = client.bidi(metadata, {})
      for (let i = 0; i < 3; i++) {
        call.write(LARGE)
        await once(call, 'data')
      }
      call.end()
      await once(call.resume(), 'end')
    })
    expect(found).toEqual([])
  })

  test('what the handler hears of a call that is taken back, or whose deadline passes', async () => {
    for (const options of [{}, { deadline: Date.now() + 200 }]) {
      const { opened, open } = gate()
      closed = open
      const metadata = metadataOf({ 'x-request-id': 'r-1' })
      const call = client.unary('never', metadata, options, () => undefined)
      if (!('deadline' in options)) setTimeout(() => call.cancel(), 50)
      await opened
    }
    const { opened, open } = gate()
    closed = open
    const call = client.bidi(metadataOf({ 'x-request-id': 'r-2' }), {})
    call.on('error', () => undefined).write('a')
    await once(call, 'data')
    call.cancel()
    await opened
    expect([...strays]).toEqual([])
  })
})
