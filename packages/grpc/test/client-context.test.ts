import { once } from 'node:events'
import { Metadata } from '@grpc/grpc-js'
import { current } from '@waybill/core'
import { waybillClientInterceptor } from '@waybill/grpc'
import { gate, withHeaders } from '@waybill/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, type Client, clientOf, type Running, serve } from './service.ts'

const id = () => current()?.get('x-request-id')
const inRequest = <R>(name: string, fn: () => R) => withHeaders({ 'x-request-id': name }, fn)

// Far above what a stream buffers, so that writers wait for the connection.
const LARGE = 'x'.repeat(300_000)

let service: Running
let client: Client

beforeAll(async () => {
  service = await serve({
    unary: ({ metadata }, callback) => callback(null, metadata.get('x-request-id')),
    clientStream(call, callback) {
      let count = 0
      call.on('data', () => (count += 1)).on('end', () => callback(null, count))
    },
    serverStream(call) {
      for (let i = 0; i < 3; i++) call.write(LARGE)
      call.end()
    },
    bidi(call) {
      call.on('data', (message) => call.write(message)).on('end', () => call.end())
    },
  })
})

afterAll(() => service.close())

afterEach(() => client.close())

/** Runs the same in twelve requests at once, and outside of any, and gives what was seen in another context. */
async function strays(
  makeCall: (see: (event: string) => () => void) => Promise<void>,
): Promise<string[]> {
  const seen: string[] = []
  const names = Array.from({ length: 12 }, (_, i) => (i % 6 === 5 ? undefined : `r-${i}`))
  const visit = (name: string | undefined) => () =>
    makeCall((event) => () => {
      if (id() !== name) seen.push(`${event} of ${name} in ${id()}`)
    })
  await Promise.all(names.map((name) => (name ? inRequest(name, visit(name)) : visit(undefined)())))
  return [...new Set(seen)]
}

describe.each([
  ['that another request has opened', true],
  ['that is not open yet', false],
])('on a shared channel %s, runs in the context of its request', (_which, isOpen) => {
  beforeEach(async () => {
    client = clientOf(service.address, [waybillClientInterceptor()])
    if (isOpen) await inRequest('first', () => ask(client))
  })

  test('what comes back to a unary call', async () => {
    const found = await strays(async (see) => {
      const { opened, open } = gate()
      const call = client.unary({}, new Metadata(), {}, see('callback'))
      call.on('metadata', see('metadata')).on('status', see('status')).on('status', open)
      await opened
      see('await')()
    })
    expect(found).toEqual([])
  })

  test('what comes back to a stream of requests, and each write', async () => {
    const found = await strays(async (see) => {
      const { opened, open } = gate()
      const call = client.clientStream(new Metadata(), {}, see('callback'))
      call.on('metadata', see('metadata')).on('status', see('status')).on('status', open)
      call.on('drain', see('drain')).on('finish', see('finish')).on('close', see('close'))
      for (let i = 0; i < 20; i++) call.write(LARGE, see('write'))
      call.end()
      await opened
    })
    expect(found).toEqual([])
  })

  test('what comes back as a stream', async () => {
    const found = await strays(async (see) => {
      const call = client.serverStream({}, new Metadata(), {})
      for (const event of ['metadata', 'data', 'end', 'status', 'close']) call.on(event, see(event))
      await once(call, 'close')
    })
    expect(found).toEqual([])
  })

  test('what comes back in a stream both ways, and each write', async () => {
    const found = await strays(async (see) => {
      const call = client.bidi(new Metadata(), {})
      for (const event of ['metadata', 'data', 'end', 'status', 'drain', 'finish', 'close'])
        call.on(event, see(event))
      for (let i = 0; i < 5; i++) call.write(LARGE, see('write'))
      call.end()
      await once(call, 'close')
    })
    expect(found).toEqual([])
  })

  test('a deadline that passes, and a call that is taken back', async () => {
    const found = await strays(async (see) => {
      const late = client.bidi(new Metadata(), { deadline: Date.now() + 50 })
      const cancelled = client.bidi(new Metadata(), {})
      for (const call of [late, cancelled]) call.resume().on('error', see('error'))
      const both = [once(late, 'status'), once(cancelled, 'status')]
      cancelled.on('status', see('cancelled')).cancel()
      late.on('status', see('deadline'))
      await Promise.allSettled(both)
    })
    expect(found).toEqual([])
  })
})
