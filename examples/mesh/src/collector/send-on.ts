import type { Span } from './span.ts'

/** Passes a batch on, in the background; it never throws and never waits. */
export type SendOn = (spans: Span[]) => void

/** Beyond this many batches under way, a slow receiver loses some, rather than memory growing. */
const maxUnderWay = 100

/**
 * Makes a sender to another Zipkin-compatible collector, such as `http://127.0.0.1:9411`.
 * It says once when the other side starts to fail, and once when it takes spans again.
 * @throws TypeError when the base address is not an http(s) address
 */
export function createSendOn(base: string, report: (sentence: string) => void): SendOn {
  const address = spansAddress(base)
  let isFailing = false
  let underWay = 0

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

  return async function sendOn(spans) {
    if (underWay >= maxUnderWay) return failed(`${maxUnderWay} batches are still under way`)
    underWay++
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(spans),
        signal: AbortSignal.timeout(5000),
      })
      await response.arrayBuffer()
      if (response.ok) worked()
      else failed(`it answered ${response.status}`)
    } catch (error) {
      failed(reasonOf(error))
    } finally {
      underWay--
    }
  }
}

function spansAddress(base: string): string {
  const url = URL.canParse(base) ? new URL(base) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new TypeError(
      `The collector to send spans on to must be an address such as http://127.0.0.1:9411, got "${base}".`,
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/api/v2/spans`
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // fetch says only "fetch failed", and why in the cause.
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message
  return error.name === 'TimeoutError' ? 'no answer within 5 s' : error.message
}
