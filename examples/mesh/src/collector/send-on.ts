import type { Span } from './span.ts'

/** Another collector that gets every span too. */
export type Receiver = {
  /** Where the spans go, as sentences name it. */
  address: string
  /** Delivers one batch; rejects with the reason when it is not taken. */
  deliver(spans: Span[]): Promise<void>
}

/** Passes batches on to another collector, in the background. */
export type SendOn = {
  /** Passes a batch on; it never throws and never waits. */
  send(spans: Span[]): void
  /** Waits for the batches under way, but not for long; it never rejects. */
  flush(): Promise<void>
}

/** Beyond this many batches under way, a slow receiver loses some, rather than memory growing. */
const maxUnderWay = 100

/** How long a flush waits, in milliseconds. */
const flushPatience = 3000

/**
 * Makes a sender to one receiver.
 * It says once when the other side starts to fail, and once when it takes spans again.
 */
export function createSendOn(receiver: Receiver, report: (sentence: string) => void): SendOn {
  const { address } = receiver
  const underWay = new Set<Promise<void>>()
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

  async function deliver(spans: Span[]): Promise<void> {
    try {
      await receiver.deliver(spans)
      worked()
    } catch (error) {
      failed(reasonOf(error))
    }
  }

  return {
    send(spans) {
      if (underWay.size >= maxUnderWay) return failed(`${maxUnderWay} batches are still under way`)
      const delivery = deliver(spans).finally(() => underWay.delete(delivery))
      underWay.add(delivery)
    },
    flush: () => within(flushPatience, Promise.all(underWay)),
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

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
