import { type ServiceKind, serviceKinds } from '../subjects/subject.ts'
import { flag } from './flags.ts'

/** The folder for results. */
export const out = flag('bench/results', 'the folder for JSON and SVG')

/** The kinds of service to run. */
export const service = flag(serviceKinds as readonly string[], 'http, express, or both')

/**
 * The kinds of service that a flag names.
 * @throws TypeError when it names another
 */
export function kindsOf(names: readonly string[]): ServiceKind[] {
  return names.map((name) => {
    const kind = serviceKinds.find((known) => known === name)
    if (!kind)
      throw new TypeError(`--service must be of ${serviceKinds.join(' and ')}, got "${name}"`)
    return kind
  })
}
