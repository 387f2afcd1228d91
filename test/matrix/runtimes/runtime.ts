import type { Lacks, Service, Subject } from '@waybill/testing'
import { bundle, type Code } from './bundle.ts'
import type { Found } from './find-runtime.ts'

/** A service under contract on a runtime that is not Node. */
export interface RuntimeSubject extends Subject {
  /** The way in, such as `hono`. */
  readonly inbound: string
  /** The way out, such as `fetch`. */
  readonly outbound: string
}

/** A runtime that is not Node, with the services that it is tried with. */
export interface Runtime {
  readonly name: string
  /** Such as `1.4.5`; nothing where it is missing. */
  readonly version: string | undefined
  /** Why it cannot be run here, if so. */
  readonly missing: string | undefined
  readonly subjects: readonly RuntimeSubject[]
}

/** One of the services in `services`: which of a bundle, and its ways in and out. */
export interface Offer {
  readonly bundle: string
  readonly service: string
  readonly inbound: string
  readonly outbound: string
  readonly lacks?: Lacks
}

/** Starts a service of a bundle, whose path it is given, with the options as JSON. */
export type Start = (program: string, bundle: string, env: Environment) => Promise<Service>

/** What a service finds in its environment, or its bindings. */
export type Environment = Readonly<Record<'SERVICE' | 'OPTIONS', string>>

/** A runtime of what was found of it, and of what it offers. */
export function runtimeOf(
  name: string,
  found: Found,
  code: Code,
  offers: readonly Offer[],
  start: Start,
): Runtime {
  return {
    name,
    version: 'version' in found ? found.version : undefined,
    missing: 'missing' in found ? found.missing : undefined,
    subjects: offers.map(({ bundle: file, service, ...offer }) => ({
      ...offer,
      name: `${name}: ${offer.inbound}, ${offer.outbound}`,
      async start(options = {}) {
        if ('missing' in found) throw new Error(found.missing)
        const env = { SERVICE: service, OPTIONS: JSON.stringify(options) }
        return start(found.path, await bundle(file, code), env)
      },
    })),
  }
}
