import type { Carrier } from '../capture/carrier.ts'
import type { Waybill } from '../forward/waybill.ts'
import { channels } from '../report/diagnostics.ts'
import { configurationError } from './configuration-error.ts'
import { isRecord, isSyncFunction } from './policy-options.ts'

/** What is added to one call. */
export interface Outgoing {
  readonly waybill: Waybill
  /** Lower-case name to value, to be changed in place. */
  readonly headers: Record<string, string>
  /** Whether a header may be added, by the target and by what the caller has set. */
  allows(name: string): boolean
}

/** Another package's part in a policy. What `capture` and `forward` throw is reported on `waybill:drop`. */
export interface Extension {
  readonly name: string
  /** Headers that it reads or makes, which the policy then carries too. */
  readonly headers?: readonly string[]
  /**
   * Called once a request, when its headers were read; may `set` others.
   * @param carrier `undefined` for a request that is not trusted
   */
  capture?(waybill: Waybill, carrier: Carrier | undefined): void
  /** Called for each call. */
  forward?(outgoing: Outgoing): void
  /** Runs the code of a request, in its waybill already. */
  run?<R>(waybill: Waybill, fn: () => R): R
}

/** Extensions by what they take part in. */
export interface Extensions {
  readonly capture: readonly Extension[]
  readonly forward: readonly Extension[]
  readonly run: readonly Extension[]
}

/**
 * Checks extensions, and sorts them.
 * @throws TypeError for what is no extension
 */
export function sortExtensions(extensions: readonly unknown[]): Extensions {
  for (const one of extensions) {
    const isExtension =
      isRecord(one) &&
      one.name &&
      [one.capture, one.forward, one.run].every((part) => !part || isSyncFunction(part))
    if (!isExtension)
      throw configurationError(
        '`extensions` must hold extensions',
        one,
        'write extensions: [openTelemetry()]',
      )
  }
  const having = (part: keyof Extensions) =>
    (extensions as readonly Extension[]).filter((one) => one[part])
  return { capture: having('capture'), forward: having('forward'), run: having('run') }
}

/** Runs a part of an extension, and reports what it throws, which must not break a request. */
export function attempt(part: () => void): void {
  try {
    part()
  } catch {
    if (channels.drop.hasSubscribers)
      channels.drop.publish({ header: '*', reason: 'extension-failed' })
  }
}
