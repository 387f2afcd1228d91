import { once } from 'node:events'
import http from 'node:http'
import { createHistogram, type Histogram } from 'node:perf_hooks'
import autocannon from 'autocannon'
import { answerParent } from '../processes/answer-parent.ts'
import { inboundHeaders } from './inbound.ts'

/** One flow of requests to a service. */
export interface Flow {
  readonly url: string
  readonly connections: number
  readonly sampled: '0' | '1'
  /** Whether no request id comes twice; that costs the generator more. */
  readonly isFresh?: boolean
}

/** How a flow went, as its client saw it. */
export interface FlowResult {
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly errors: number
  /** Answers other than 2xx. */
  readonly refused: number
}

/** What the harness can ask of the load generator. */
export interface LoadControl {
  /** Begins a flow, which lasts until `stop`. */
  start(flow: Flow): void
  stop(): Promise<FlowResult>
  /** Sends so many requests, each on a connection of its own, and waits for no answer. */
  open(url: string, count: number): Promise<void>
}

const different = 64

/** Connections that are made at the same time. */
const atOnce = 200

/** Milliseconds in which connections are made; their latencies are not counted. */
const settling = 300

let running: { instance: autocannon.Instance; result: Promise<FlowResult> } | undefined

answerParent<LoadControl>({
  start({ url, connections, sampled, isFresh = false }) {
    const requests = Array.from({ length: isFresh ? 1 : different }, () => ({
      headers: { ...inboundHeaders(sampled), ...(isFresh ? { 'x-request-id': '[<id>]' } : {}) },
    }))
    // Autocannon's own percentiles are whole milliseconds.
    const latencies = createHistogram()
    const counted = performance.now() + settling
    let instance: autocannon.Instance | undefined
    const result = new Promise<FlowResult>((resolve, reject) => {
      instance = autocannon(
        {
          url,
          connections,
          requests,
          timeout: 60,
          sampleInt: 50,
          duration: 86_400,
          idReplacement: isFresh,
        },
        (error, outcome) => (error ? reject(error) : resolve(summary(outcome, latencies))),
      )
      instance.on('response', (_client, _status, _bytes, milliseconds) => {
        if (performance.now() > counted)
          latencies.record(Math.max(1, Math.round(milliseconds * 1000)))
      })
    })
    result.catch(() => {})
    running = { instance: instance as autocannon.Instance, result }
  },
  stop() {
    const { instance, result } = current()
    instance.stop()
    return result
  },
  async open(url, count) {
    const agent = new http.Agent({ keepAlive: true })
    for (let sent = 0; sent < count; sent += atOnce) {
      // More at once than a server's backlog takes are lost, and sent again only after seconds.
      const calls = Array.from({ length: Math.min(atOnce, count - sent) }, () =>
        http.get(url, { agent, headers: inboundHeaders() }),
      )
      await Promise.all(calls.map((call) => once(call, 'finish')))
      // The process that is measured may be ended while it holds them.
      for (const call of calls) call.on('error', () => {})
    }
  },
})

function current(): NonNullable<typeof running> {
  if (!running) throw new Error('no flow was started')
  return running
}

function summary(
  { errors, timeouts, non2xx }: autocannon.Result,
  latencies: Histogram,
): FlowResult {
  return {
    p50: latencies.percentile(50) / 1000,
    p99: latencies.percentile(99) / 1000,
    errors: errors + timeouts,
    refused: non2xx,
  }
}
