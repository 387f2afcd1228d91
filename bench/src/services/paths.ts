/** What a request asks the service to do. */
export interface Wish {
  /** What is asked of the upstream; its answer is passed back. */
  readonly path: string
  readonly calls: number
}

const once: Wish = { path: '/call', calls: 1 }
const none: Wish = { path: '/local', calls: 0 }

/** Reads a path: `/call` and whatever else makes one call, `/local` none, `?calls=N` so many, one after the other. */
export function wishOf(url: string | undefined): Wish {
  if (url === '/call') return once
  if (url === '/local' || url === undefined) return none
  const [path = '', query] = url.split('?')
  const calls = new URLSearchParams(query).get('calls')
  return { path, calls: Number(calls ?? 1) }
}
