import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { shuffle } from 'simple-statistics'
import { answerParent } from '../processes/answer-parent.ts'
import { Meter, type Span, spanBetween } from '../services/meter.ts'
import type { ServiceKind } from '../subjects/subject.ts'
import { buildModes, type Mode, modes } from './modes.ts'
import { countStores, disableStores, noteStores } from './stores.ts'

/** Of one cycle, the span that each mode had. */
export type Cycle = Readonly<Partial<Record<Mode, Span>>>

/** What the harness can ask of a process that switches. */
export interface ToggleControl {
  port(): number
  /** Makes one mode the current one. */
  switchTo(mode: Mode): void
  /** Runs each of the modes for so many milliseconds, in a new order, and gives what it cost. */
  cycle(among: readonly Mode[], milliseconds: number): Promise<Cycle>
}

// A service that can be switched between modes: `toggle.js <http|express> <port of the upstream>`.
const [kind = '', upstreamPort = ''] = process.argv.slice(2)

/** Milliseconds for the requests of the mode before to end. */
const settling = 100

const listeners = await buildModes(kind as ServiceKind, Number(upstreamPort))
const meter = new Meter()
let listener = listeners.bare
const server = http.createServer(meter.around((req, res) => listener(req, res)))
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const { port } = server.address() as AddressInfo

await noteStores(async () => {
  for (const mode of modes) {
    switchTo(mode)
    await (await fetch(`http://127.0.0.1:${port}/call`)).text()
  }
})
// That of each mode but bare and explicit.
if (countStores() < 3) throw new Error('not every mode has run a store')

answerParent<ToggleControl>({
  port: () => port,
  switchTo,
  async cycle(among, milliseconds) {
    const spans: Partial<Record<Mode, Span>> = {}
    for (const mode of shuffle([...among])) {
      switchTo(mode)
      await wait(settling)
      const before = meter.mark()
      await wait(milliseconds)
      spans[mode] = spanBetween(before, meter.mark())
    }
    return spans
  },
})

function switchTo(mode: Mode): void {
  disableStores()
  listener = listeners[mode]
}
