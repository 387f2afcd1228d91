import type { RequestListener } from 'node:http'

/** What a process has used and done so far. */
export interface Mark {
  /** Milliseconds since the process began. */
  readonly at: number
  /** Microseconds of processor time, user and system, of all threads. */
  readonly cpu: number
  /** Requests that came in. */
  readonly served: number
}

/** Counts the requests that a listener gets, and reads the processor time beside. */
export class Meter {
  private served = 0

  /** A listener that counts. */
  around(listener: RequestListener): RequestListener {
    return (req, res) => {
      this.served += 1
      listener(req, res)
    }
  }

  /** Where the process stands now. */
  mark(): Mark {
    const { user, system } = process.cpuUsage()
    return { at: performance.now(), cpu: user + system, served: this.served }
  }
}

/** What lies between two marks. */
export interface Span {
  /** Microseconds of processor time a request. */
  readonly cpuPerRequest: number
  readonly requestsPerSecond: number
  readonly served: number
  /** The share of one core that it took; well below 1 the service was not what slowed the load. */
  readonly busy: number
}

/** The difference of two marks. */
export function spanBetween(before: Mark, after: Mark): Span {
  const served = after.served - before.served
  return {
    cpuPerRequest: (after.cpu - before.cpu) / served,
    requestsPerSecond: (served / (after.at - before.at)) * 1000,
    served,
    busy: (after.cpu - before.cpu) / 1000 / (after.at - before.at),
  }
}
