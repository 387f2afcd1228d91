import { type Destination, parseDestination } from './destination.ts'
import type { TargetMatcher } from './targets.ts'

/**
 * Where a call goes: an absolute URL; or several, when it goes through more than one place, such as a proxy, and may
 * carry only what may go to all of them.
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
}

const MOST_REMEMBERED = 1_000

/** Decides where headers may go, and remembers the answer for each origin as long as it depends on that alone. */
export class Decisions {
  private readonly policyTargets: readonly TargetMatcher[]
  private readonly ruleTargets: readonly (TargetMatcher | undefined)[]
  private readonly isByOrigin: boolean
  private readonly decisions = new Map<string, Decision | null>()

  constructor(
    targets: TargetMatcher,
    added: TargetMatcher,
    ruleTargets: readonly (TargetMatcher | undefined)[],
  ) {
    this.policyTargets = [targets, added]
    this.ruleTargets = ruleTargets
    this.isByOrigin = [...this.policyTargets, ...ruleTargets].every(
      (matcher) => matcher?.byOrigin !== false,
    )
  }

  /** Decides for the target of a call; `undefined` when it is not an absolute URL with a host. */
  decide(target: CallTarget): Decision | undefined {
    if (typeof target !== 'string') {
      if (Array.isArray(target)) return everyOf(target.map((one) => this.decide(one)))
      // By its text, so that a URL of another realm counts, and nothing that only looks like one.
      const { href } = Object(target) as Partial<URL>
      return typeof href === 'string' ? this.decide(href) : undefined
    }
    const origin = originPart(target)
    if (!this.isByOrigin || origin === undefined) return this.judge(parseDestination(target))
    const known = this.decisions.get(origin)
    if (known !== undefined) return known ?? undefined
    const decision = this.judge(parseDestination(origin))
    if (this.decisions.size >= MOST_REMEMBERED) this.decisions.clear()
    this.decisions.set(origin, decision ?? null)
    return decision
  }

  private judge(destination: Destination | undefined): Decision | undefined {
    if (!destination) return undefined
    const isAllowed = this.policyTargets.some((matcher) => matches(matcher, destination))
    return {
      origin: `${destination.scheme}://${destination.url.host}`,
      host: destination.host,
      isAllowed,
      rules: this.ruleTargets.map((matcher) =>
        matcher ? matches(matcher, destination) : isAllowed,
      ),
    }
  }
}

function everyOf(decisions: readonly (Decision | undefined)[]): Decision | undefined {
  const refused = decisions.find((decision) => !decision?.isAllowed)
  const first = decisions.includes(undefined) ? undefined : (refused ?? decisions[0])
  return (
    first && {
      ...first,
      rules: first.rules.map((_, index) => decisions.every((decision) => decision?.rules[index])),
    }
  )
}

function matches(matcher: TargetMatcher, destination: Destination): boolean {
  try {
    return matcher.matches(destination)
  } catch {
    // A predicate of the user's threw: what it would have allowed is not known, so nothing goes.
    return false
  }
}

/**
 * The part of a URL, with its authority in it, by which answers are remembered: up to the first `/` behind `://`. The
 * parser finds the host before that, whatever stands there, so a part that is too long is only remembered apart.
 */
function originPart(target: string): string | undefined {
  const start = target.indexOf('://')
  if (start < 0) return undefined
  const end = target.indexOf('/', start + 3)
  return end < 0 ? target : target.slice(0, end)
}
