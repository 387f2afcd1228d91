import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { capture, definePolicy, forward, run, type Waybill } from '@waybill/core'
import { contract, type Inbound, type Outbound } from '@waybill/testing'
import { describe, expect, test } from 'vitest'

describe('core alone keeps the contract', () => {
  for (const { name, skip, run } of contract({})) test.skipIf(skip)(name, run)
})

test('what a subject cannot show is skipped, with its reason', () => {
  const outbound: Outbound = { ...sending({}), lacks: { ownHeaders: 'it sets none' } }
  const skipped = contract({ outbound }).filter(({ skip }) => skip === 'it sets none')
  expect(skipped.map(({ name }) => name)).toContain(
    'never breaks a call: a header that the call sets itself wins, in any case',
  )
})

describe('the contract finds', () => {
  test.each<[string, { inbound?: Inbound; outbound?: Outbound }, string]>([
    ['a context that is shared', { inbound: withSharedContext() }, 'its own'],
    ['a context that stays', { inbound: withStayingContext() }, 'nothing of the request before'],
    ['headers that are not sent', { outbound: sending({ added: () => ({}) }) }, 'seven headers'],
    ["a caller's header that loses", { outbound: sending({ wins: 'waybill' }) }, 'wins, in any'],
    ['a doubled header', { outbound: sending({ isDoubled: true }) }, 'each once'],
    ['an object that is changed', { outbound: sending({ mutates: true }) }, 'frozen object'],
    [
      'headers for all hosts',
      { outbound: sending({ target: 'http://elsewhere/' }) },
      'not among the targets',
    ],
    ['headers for a signed call', { outbound: sending({ target: 'mesh' }) }, 'signed call'],
    ['values that are trimmed', { outbound: sending({ change: (v) => v.slice(0, 99) }) }, 'odd'],
    ['values in lower case', { outbound: sending({ change: (v) => v.toLowerCase() }) }, 'odd'],
  ])('%s', async (_what, adapter, title) => {
    const failed: string[] = []
    for (const { name, skip, run } of contract(adapter)) {
      if (skip === undefined) await run().catch(() => failed.push(name))
    }
    expect(failed.join('\n')).toContain(title)
  })
})

interface Faults {
  readonly added?: () => Record<string, string>
  readonly wins?: 'waybill'
  readonly isDoubled?: boolean
  readonly mutates?: boolean
  /** The target that is asked about in place of the call's: a host that is allowed, or the call's without its query. */
  readonly target?: string
  readonly change?: (value: string) => string
}

/** A client of node:http that gets one thing wrong. */
function sending({
  added,
  wins,
  isDoubled,
  mutates,
  target,
  change = (value) => value,
}: Faults): Outbound {
  return {
    name: 'a client',
    lacks: { redirects: 'node:http follows none' },
    call(url, own) {
      return new Promise((resolve, reject) => {
        const asked = target === 'mesh' ? url.replace(/\?.*/, '') : (target ?? url)
        const ours = added ? added() : forward(asked, wins === 'waybill' ? {} : own)
        if (mutates) Object.assign(own, ours)
        const lines = [...Object.entries(own), ...Object.entries(ours)]
        if (isDoubled) lines.push(...Object.entries(ours))
        const headers = new Map<string, string[]>()
        for (const [name, value] of lines) {
          const key = name.toLowerCase()
          const kept = wins === 'waybill' ? [] : (headers.get(key) ?? [])
          headers.set(key, [...kept, change(value)])
        }
        const call = request(url, { headers: Object.fromEntries(headers) }, (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          response.on('end', () => resolve(JSON.parse(text)))
        })
        call.on('error', reject).end()
      })
    },
  }
}

type Enter = (waybill: Waybill, handle: () => void) => void

function inboundWith(enter: Enter, isCaptured: (headers: object) => boolean = () => true): Inbound {
  return {
    name: 'a server',
    lacks: { echo: 'it is not about that' },
    async start(handler, options) {
      const policy = definePolicy(options)
      const server = createServer((req, res) => {
        const handle = async () => {
          res.setHeader('content-type', 'application/json')
          res.end(JSON.stringify(await handler(req.url ?? '/')))
        }
        if (isCaptured(req.headers)) enter(capture(policy, req), handle)
        else handle()
      })
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve)
      })
      return {
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        async close() {
          server.closeAllConnections()
          server.close()
        },
      }
    },
  }
}

/** As if all requests shared one variable: the last that came in counts. */
function withSharedContext(): Inbound {
  let last: Waybill | undefined
  return inboundWith((waybill, handle) => {
    last = waybill
    const shared = new Proxy(waybill, {
      get(_own, key) {
        const value = Reflect.get(last as Waybill, key) as unknown
        return typeof value === 'function' ? value.bind(last) : value
      },
    })
    run(shared, handle)
  })
}

/** As if the context of a request stayed for the next one on its connection, if that brings nothing of its own. */
function withStayingContext(): Inbound {
  let last: Waybill | undefined
  return inboundWith((waybill, handle) => {
    if (!waybill.isEmpty || last === undefined) last = waybill
    run(last, handle)
  })
}
