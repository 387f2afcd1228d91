import { urlAt } from '@waybill/core'
import type { DispatchOptions } from './dispatcher.ts'

/**
 * Where a dispatch goes: to its origin, or where the dispatcher is tied to, and with a path that is a whole URL (for a
 * proxy) to both. A tunnel (CONNECT) carries nothing itself.
 * @param own the origins that a Client or a pool is tied to, whatever origin a request names
 */
export function targetsOf(options: DispatchOptions, own: readonly (string | URL)[] = []): URL[] {
  const { method, origin, path, query } = options
  if (method?.toUpperCase() === 'CONNECT') return []
  const targets = [...(origin ? [origin] : []), ...own].map((one) => urlAt(one, path))
  if (/^https?:\/\//i.test(path)) targets.push(new URL(path))
  // A signature may be among them.
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const target of targets) target.searchParams.append(name, String(value))
  }
  return targets
}
