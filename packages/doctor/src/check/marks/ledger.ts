import { formatOf } from './formats.ts'
import { createMark, type Mark } from './mark.ts'
import type { TestedHeader } from './tested-header.ts'

/** One request of the check: its mark, and the headers that were sent with it. */
export interface MarkedRequest {
  readonly mark: Mark
  /** Name to value; empty for a request that is sent bare, to see what others leave behind. */
  readonly sent: ReadonlyMap<string, string>
}

/** Knows which request a value belongs to, also when it came back changed. */
export interface Ledger {
  /** Makes the next request. */
  next(): MarkedRequest
  /** The requests whose marks are in a value. */
  ownersOf(name: string, value: string): ReadonlySet<MarkedRequest>
}

/** One request in so many carries nothing. */
const BARE_EVERY = 10
/** Neither the first nor the last of a round, since that is the one whose headers a careless service sends with all. */
const BARE_AT = 4

/** Starts a ledger for a set of headers. */
export function createLedger(headers: readonly TestedHeader[]): Ledger {
  const owners = new Map<string, MarkedRequest>()
  const hasBothB3 =
    headers.some(({ name }) => name === 'b3') &&
    headers.some(({ name }) => name.startsWith('x-b3-'))
  const [one, other] = [createMark(0), createMark(0)]
  const unique = new Set(
    headers
      .filter(({ write }) => write(one).length >= 16 && write(one) !== write(other))
      .map(({ name }) => name),
  )
  let count = 0

  return {
    next() {
      const mark = createMark(count++)
      const sent = new Map<string, string>()
      if (mark.id % BARE_EVERY !== BARE_AT) {
        for (const { name, write } of headers) {
          // Never in one request: where both came in, one of them is left out on purpose (envoyproxy/envoy#47515).
          if (hasBothB3 && (mark.id % 2 === 0 ? name === 'b3' : name.startsWith('x-b3-'))) continue
          sent.set(name, write(mark))
        }
      }
      const request = { mark, sent }
      for (const word of [mark.word, mark.uuid, mark.trace, mark.span, mark.parent]) {
        owners.set(word, request)
      }
      owners.set(mark.trace.slice(16), request)
      for (const [name, value] of sent) {
        if (unique.has(name)) owners.set(value.toLowerCase(), request)
      }
      return request
    },
    ownersOf(name, value) {
      const found = new Set<MarkedRequest>()
      const lower = value.trim().toLowerCase()
      const words = [lower, formatOf(name).traceOf?.(value) ?? '', ...wordsOf(lower)]
      for (const word of words) {
        const owner = owners.get(word)
        if (owner !== undefined) found.add(owner)
      }
      return found
    },
  }
}

function wordsOf(value: string): readonly string[] {
  const uuids = value.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []
  return [...uuids, ...value.split(/[\s,;]+/), ...value.split(/[^0-9a-z]+/)]
}
