/** What decides when a faulty version misbehaves; tests bring their own. */
export interface FaultOptions {
  /** A number from 0 up to 1. @default Math.random */
  random?: () => number
  /** The time in milliseconds. @default Date.now */
  now?: () => number
  /** How long `v-delayed` waits, in milliseconds. @default 7_000 */
  delay?: number
}

/** How one version of ratings fails, asked at each request. */
export interface Faults {
  healthy(): boolean
  available(): boolean
  delay(): number
}

const MINUTE = 60_000

/** Returns the faults of a version by its name; any other name has none. */
export function faultsOf(
  version: string | undefined,
  { random = Math.random, now = Date.now, delay = 7_000 }: FaultOptions = {},
): Faults {
  const started = now()
  const goodPeriod = (length: number): boolean => Math.floor((now() - started) / length) % 2 === 0
  const goodHalf = (): boolean => random() > 0.5
  const none: Faults = { healthy: () => true, available: () => true, delay: () => 0 }
  switch (version) {
    case 'v-faulty':
      return { ...none, available: goodHalf }
    case 'v-delayed':
      return { ...none, delay: () => (goodHalf() ? 0 : delay) }
    case 'v-unavailable':
      return { ...none, available: () => goodPeriod(MINUTE) }
    case 'v-unhealthy': {
      const good = (): boolean => goodPeriod(15 * MINUTE)
      return { ...none, healthy: good, available: good }
    }
    default:
      return none
  }
}
