import { type Destination, parseDestination } from './destination.ts'
import type { TargetMatcher } from './targets.ts'

/**
 * Where a call goes: an absolute URL; or several, when it goes through more than one place, such as a proxy, and may
 * carry only what may go to all of them. A text is the fastest.
 */
export type CallTarget = string | URL | readonly (string | URL)[]

/** Which of a policy's headers may go to one destination. */
export interface Decision {
  /** Such as `http://reviews:9080`, for reports. */
  readonly origin: string
  readonly host: string
  /** Whether headers without targets of their own may go there. */
  readonly isAllowed: boolean
  /** The same for each rule. */
  readonly rules: readonly boolean[]
  /** Whether all rules' headers may go there. */
  readonly isAll: boolean
}

const MOST_REMEMBERED = 1_000

/** Decides where headers may go, and remembers the answer for each origin as long as it depends on that alone. */
export class Decisions {
  private readonly matches: TargetMatcher
  private readonly ruleMatches: readonly (TargetMatcher | undefined)[]
  private readonly isByOrigin: boolean
  private readonly known = new Map<string, Decision | undefined>()
  // Calls to one service come in rows: the last target, and its origin with the slash behind it.
  private lastTarget: string | undefined = undefined
  private lastOrigin = '/'
  private last: Decision | undefined = undefined

  constructor(
    matches: TargetMatcher,
    ruleMatches: readonly (TargetMatcher | undefined)[],
    isByOrigin: boolean,
  ) {
    this.matches = matches
    this.ruleMatches = ruleMatches
    this.isByOrigin = isByOrigin
  }

  /** Decides for the target of a call; `undefined` when it is not an absolute URL with a host. */
  decide(target: CallTarget): Decision | undefined {
    if (typeof target === 'string') {
      // Not startsWith, which takes twice as long.
      return target === this.lastTarget ||
        target.slice(0, this.lastOrigin.length) === this.lastOrigin
        ? this.last
        : this.decideText(target)
    }
    if (Array.isArray(target)) return everyOf(target.map(this.decide, this))
    // By its text, so that a URL of another realm counts, and nothing that only looks like one.
    const { href } = Object(target) as Partial<URL>
    return typeof href === 'string' ? this.decide(href) : undefined
  }

  private decideText(target: string): Decision | undefined {
    // The parser finds the host before the first slash behind `://`, whatever stands there; what is too long is only
    // remembered apart.
    const start = target.indexOf('://')
    const end = target.indexOf('/', start + 3)
    if (!this.isByOrigin || start < 0) return this.judge(target)
    const origin = end < 0 ? target : target.slice(0, end)
    let decision = this.known.get(origin)
    if (!decision && !this.known.has(origin)) {
      decision = this.judge(origin)
      if (this.known.size >= MOST_REMEMBERED) this.known.clear()
      this.known.set(origin, decision)
    }
    if (end > 0) {
      this.lastTarget = target
      this.lastOrigin = `${origin}/`
      this.last = decision
    }
    return decision
  }

  private judge(target: string): Decision | undefined {
    const destination = parseDestination(target)
    if (!destination) return undefined
    const isAllowed = isMatch(this.matches, destination)
    const rules = this.ruleMatches.map((matches) =>
      matches ? isMatch(matches, destination) : isAllowed,
    )
    const { scheme, host, url } = destination
    const origin = `${scheme}://${url.host}`
    return { origin, host, isAllowed, rules, isAll: rules.every(Boolean) }
  }
}

function everyOf(decisions: readonly (Decision | undefined)[]): Decision | undefined {
  if (decisions.includes(undefined)) return undefined
  const all = decisions as readonly Decision[]
  const strictest = all.find(({ isAllowed }) => !isAllowed) ?? all[0]
  if (!strictest || all.length === 1) return strictest
  const rules = strictest.rules.map((_, index) => all.every((one) => one.rules[index]))
  return { ...strictest, rules, isAll: rules.every(Boolean) }
}

function isMatch(matches: TargetMatcher, destination: Destination): boolean {
  try {
    return matches(destination)
  } catch {
    // A function of the user's threw: what it would have allowed is not known, so nothing goes.
    return false
  }
}
