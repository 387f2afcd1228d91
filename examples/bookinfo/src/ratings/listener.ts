import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { waybill } from '@waybill/http'
import { readNumericId } from '../numeric-id.ts'
import { innerPolicy } from '../policy.ts'
import { routes, sendJson } from '../routes.ts'
import { whileOn } from '../waybill-switch.ts'
import { type FaultOptions, faultsOf } from './faults.ts'
import { readBody } from './read-body.ts'

/** How a ratings service behaves. */
export interface RatingsOptions extends FaultOptions {
  /** `v-faulty`, `v-delayed`, `v-unavailable` or `v-unhealthy`; any other has no fault. */
  version?: string | undefined
}

const BODY_LIMIT = 64 * 1024
const MOST_PRODUCTS = 1_000

/** Returns the ratings service: how many stars each reviewer gave, kept in memory. */
export function createRatings(options: RatingsOptions = {}): RequestListener {
  const faults = faultsOf(options.version, options)
  const posted = new Map<number, unknown>()

  function health(_req: IncomingMessage, res: ServerResponse): void {
    if (faults.healthy()) sendJson(res, 200, { status: 'Ratings is healthy' })
    else sendJson(res, 500, { status: 'Ratings is not healthy' })
  }

  async function read(_req: IncomingMessage, res: ServerResponse, text: string): Promise<void> {
    const id = readNumericId(text)
    if (id === undefined) return refuseId(res)
    if (!faults.available()) return sendJson(res, 503, { error: 'Service unavailable' })
    const delay = faults.delay()
    if (delay > 0) await wait(delay)
    sendJson(res, 200, { id, ratings: posted.get(id) ?? { Reviewer1: 5, Reviewer2: 4 } })
  }

  async function write(req: IncomingMessage, res: ServerResponse, text: string): Promise<void> {
    const id = readNumericId(text)
    if (id === undefined) return refuseId(res)
    const body = await readBody(req, BODY_LIMIT)
    if (body === undefined) return sendJson(res, 413, { error: 'ratings JSON is too large' })
    const ratings = parseJson(body)
    if (ratings === undefined) {
      return sendJson(res, 400, { error: 'please provide valid ratings JSON' })
    }
    posted.set(id, ratings)
    const [oldest] = posted.keys()
    if (posted.size > MOST_PRODUCTS && oldest !== undefined) posted.delete(oldest)
    sendJson(res, 200, { id, ratings })
  }

  const listener = routes([
    { path: /^\/health$/, methods: { GET: health } },
    { path: /^\/ratings\/([^/]*)$/, methods: { GET: read, POST: write } },
  ])
  return whileOn(waybill(listener, innerPolicy), listener)
}

function refuseId(res: ServerResponse): void {
  sendJson(res, 400, { error: 'please provide numeric product ID' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
