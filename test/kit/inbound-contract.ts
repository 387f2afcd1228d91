import { current, definePolicy, type Policy, type PolicyOptions } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'
import { expect, onTestFinished, test } from 'vitest'
import { arrivedId } from './arrived-id.ts'
import { gate } from './gate.ts'
import type { Handler, Inbound } from './inbounds.ts'
import { runningEcho } from './running-echo.ts'
import { nothing, seenAt, seenHeaders } from './seen-headers.ts'
import { sendInPieces } from './send-in-pieces.ts'

/** Tests what every middleware does with its options, and with requests that are open at once. */
export function inboundContract(inbound: Inbound): void {
  const echo = runningEcho()

  async function start(handler: Handler, options?: PolicyOptions | Policy): Promise<string> {
    const { origin, close } = await inbound.start(handler, options)
    onTestFinished(close)
    return origin
  }

  async function seen(
    options: PolicyOptions | Policy | undefined,
    headers: Record<string, string>,
  ) {
    return seenAt(await start(async () => seenHeaders(), options), headers)
  }

  test('carries the headers of the preset without options', async () => {
    const headers = { 'x-request-id': 'r', 'x-tenant': 't', 'x-b3-traceid': 'b' }
    expect(await seen(undefined, headers)).toEqual({ ...nothing, id: 'r', trace: 'b' })
  })

  test('carries what the options name, or a policy in place of them', async () => {
    const headers = { 'x-request-id': 'r', 'x-tenant': 't' }
    for (const options of [{ headers: ['x-tenant'] }, definePolicy({ headers: ['x-tenant'] })]) {
      expect(await seen(options, headers)).toEqual({ ...nothing, tenant: 't' })
    }
  })

  test('makes what `generate` names, and puts what `echo` names on the response', async () => {
    const options = { generate: ['x-request-id'], echo: ['x-request-id'] }
    const made = await seen(options, {})
    expect(made.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(made.echo).toBe(made.id)
    const kept = await seen(options, { 'x-request-id': 'r' })
    expect(kept).toEqual({ ...nothing, id: 'r', echo: 'r' })
  })

  test('a `trust` that throws counts as no, and the request goes on', async () => {
    const options: PolicyOptions = {
      trust() {
        throw new Error('mine')
      },
    }
    expect(await seen(options, { 'x-request-id': 'r' })).toEqual(nothing)
  })

  test('two requests that are open at once keep their own', async () => {
    const { asked: both, ask: go } = gate()
    let open = 0
    const origin = await start(async () => {
      open += 1
      if (open === 2) go()
      await both
      return [current()?.get('x-request-id'), await arrivedId(waybillFetch(echo.origin))]
    })
    const answers = ['r-1', 'r-2'].map((id) => sendInPieces(origin, '', { 'x-request-id': id }))
    expect((await Promise.all(answers)).map(({ text }) => JSON.parse(text))).toEqual([
      ['r-1', 'r-1'],
      ['r-2', 'r-2'],
    ])
  })
}
