import { setTimeout as wait } from 'node:timers/promises'
import type { Flow, FlowResult, LoadControl } from '../load/main.ts'
import type { Running } from '../processes/start.ts'
import type { ServiceControl } from '../services/control.ts'
import { type Span, spanBetween } from '../services/meter.ts'

/** What one slot of load on a service gave. */
export interface Slot extends Span, FlowResult {
  readonly rss: number
}

/** How long a slot is. */
export interface SlotLength {
  readonly seconds: number
  /** Where given, the slot lasts until so many requests are counted. */
  readonly requests: number | undefined
}

/** What comes first is the begin of the connections, and is not counted. */
const settling = 300

/** Sends load to a service for a while, and reads its counters at both ends. */
export async function runSlot(
  service: Running<ServiceControl>,
  load: Running<LoadControl>,
  flow: Flow,
  { seconds, requests }: SlotLength,
): Promise<Slot> {
  await load.ask.start(flow)
  await wait(settling)
  const before = await service.ask.mark()
  await wait(seconds * 1000)
  let after = await service.ask.mark()
  while (requests !== undefined && after.served - before.served < requests) {
    await wait(50)
    after = await service.ask.mark()
  }
  const rss = await service.ask.rss()
  const result = await load.ask.stop()
  if (result.errors + result.refused > 0) {
    throw new Error(`${result.errors} errors and ${result.refused} answers other than 2xx`)
  }
  return { ...spanBetween(before, after), ...result, rss }
}
