import { AssertionError } from 'node:assert'
import type { Received } from './echo/received.ts'
import type { EchoServer } from './echo/start-echo.ts'

/** What a matcher gives to `expect`. */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}

/** Headers by their names in lower case; `undefined` for one that must be absent. */
export type ExpectedHeaders = Readonly<Record<string, string | undefined>>

/** What can be asked: a request that arrived, or an echo server, whose last request counts. */
export type Arrived = Pick<Received, 'headers'> | EchoServer

/**
 * Matchers for `expect.extend(matchers)` of vitest and jest. `expect(echo).toHaveForwarded({ 'x-request-id': 'r-1' })`
 * asks whether each header arrived with this value, once; `undefined` asks that it did not.
 * `toHaveForwardedNothing()` asks that no header that services pass on arrived.
 */
export const matchers = {
  toHaveForwarded(arrived: Arrived, expected: ExpectedHeaders): MatcherResult {
    const problems = differences(arrived, expected)
    return {
      pass: problems.length === 0,
      message: () =>
        problems.length > 0
          ? problems.join('; ')
          : `all headers arrived as they should not: ${Object.keys(expected).join(', ')}`,
    }
  },
  toHaveForwardedNothing(arrived: Arrived, ...alsoNamed: string[]): MatcherResult {
    const names = namesOf(arrived).filter(
      (name) => PROPAGATED.test(name) || alsoNamed.includes(name),
    )
    return {
      pass: names.length === 0,
      message: () =>
        names.length > 0 ? `arrived, and should not: ${names.join(', ')}` : 'no header arrived',
    }
  },
}

/**
 * Asserts the same as `toHaveForwarded`, for node:test and whatever has no `expect`.
 * @throws AssertionError that names each header that is missing, doubled or different
 */
export function assertForwarded(arrived: Arrived, expected: ExpectedHeaders): void {
  const problems = differences(arrived, expected)
  if (problems.length > 0)
    throw new AssertionError({ message: problems.join('; '), stackStartFn: assertForwarded })
}

const PROPAGATED =
  /^(x-request-id|x-b3-.+|b3|x-ot-span-context|traceparent|tracestate|baggage|uber-trace-id|x-datadog-.+|sw8|x-cloud-trace-context|x-amzn-trace-id)$/

function headersOf(arrived: Arrived): Received['headers'] {
  if ('headers' in arrived) return arrived.headers
  const last = arrived.received.at(-1)
  if (!last) throw new AssertionError({ message: 'nothing arrived at the echo server' })
  return last.headers
}

function namesOf(arrived: Arrived): string[] {
  return Object.keys(headersOf(arrived))
}

function differences(arrived: Arrived, expected: ExpectedHeaders): string[] {
  const headers = headersOf(arrived)
  return Object.entries(expected).flatMap(([given, wanted]) => {
    const name = given.toLowerCase()
    const value = headers[name]
    if (value === wanted) return []
    if (value === undefined) return `${name} did not arrive`
    if (Array.isArray(value)) return `${name} arrived ${value.length} times`
    return wanted === undefined
      ? `${name} arrived, and should not`
      : `${name} arrived as ${JSON.stringify(value)}, not as ${JSON.stringify(wanted)}`
  })
}
