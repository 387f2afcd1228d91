import { setTimeout as pause } from 'node:timers/promises'
import type { Span } from './span.ts'

/** Another collector that gets every span too. */
export type Receiver = {
  /** Where the spans go, as sentences name it. */
  address: string
  /** Delivers one batch; rejects with the reason when it is not taken. */
  deliver(spans: Span[]): Promise<void>
}

/** Passes spans on to another collector, in the background. */
export type SendOn = {
  /** Passes spans on; it never throws and never waits. */
  send(spans: Span[]): void
  /** Waits until all have been taken, but not for long; it never rejects. */
  flush(): Promise<void>
}

/** How many spans go at once: one batch after the other, so that many small ones become few. */
const batchSize = 500

/** Beyond this many waiting, a slow receiver loses some, rather than memory growing. */
const maxWaiting = 20_000

/** How long a flush waits, in milliseconds. */
const flushPatience = 3_000

/**
 * Makes a sender to one receiver.
 * It says once when the other side starts to fail, and once when it takes spans again.
 */
export function createSendOn(receiver: Receiver, report: (sentence: string) => void): SendOn {
  const { address } = receiver
  const waiting: Span[] = []
  let emptying: Promise<void> | undefined
  let isFailing = false

  function failed(reason: string): void {
    if (isFailing) return
    isFailing = true
    report(`Spans cannot be sent on to ${address} (${reason}); they are still kept here.`)
  }

  function worked(): void {
    if (!isFailing) return
    isFailing = false
    report(`Spans are sent on to ${address} again.`)
  }

  async function empty(): Promise<void> {
    while (waiting.length > 0) {
      try {
        await receiver.deliver(waiting.splice(0, batchSize))
        worked()
      } catch (error) {
        failed(reasonOf(error))
      }
    }
    emptying = undefined
  }

  return {
    send(spans) {
      if (waiting.length + spans.length > maxWaiting) {
        return failed(`more than ${maxWaiting} of them are waiting`)
      }
      waiting.push(...spans)
      emptying ??= empty()
    },
    flush: () => Promise.race([emptying, pause(flushPatience, undefined, { ref: false })]),
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  // fetch says only "fetch failed", and why in the cause.
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause ? cause.code : undefined
  if (typeof code === 'number') return `it answered ${code}`
  return typeof code === 'string' ? code : cause.message
}
