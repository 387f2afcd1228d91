import type { DispatchOptions } from './dispatcher.ts'

/**
 * Where a dispatch goes: to its origin, or where the dispatcher is tied to, and with a path that is a whole URL (for a
 * proxy) to both. A tunnel (CONNECT) carries nothing itself.
 * @param own the origins that a Client or a pool is tied to, whatever origin a request names
 */
export function targetsOf(options: DispatchOptions, own: readonly (string | URL)[] = []): URL[] {
  const { method, origin, path, query } = options
  if (method?.toUpperCase() === 'CONNECT') return []
  const targets = [...(origin ? [origin] : []), ...own].map((one) => targetOf(one, path))
  if (/^https?:\/\//i.test(path)) targets.push(new URL(path))
  // A signature may be among them.
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const target of targets) target.searchParams.append(name, String(value))
  }
  return targets
}

function targetOf(origin: string | URL, path: string): URL {
  const target = new URL(origin)
  // Not parsed together with the origin: `//other/` would name another one.
  const query = path.indexOf('?')
  target.pathname = query < 0 ? path : path.slice(0, query)
  target.search = query < 0 ? '' : path.slice(query)
  return target
}
