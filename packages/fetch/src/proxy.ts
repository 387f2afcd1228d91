import type { Dispatcher } from './dispatcher.ts'
import { hidden } from './hidden.ts'

/** Gives, as a list, the origin of the proxy that reads a request to a URL, if one does. */
export type ReadersOf = (url: string) => string[]

/**
 * Tells who reads what goes through a dispatcher: undici opens no tunnel for http, or only if it is told to. The
 * function that is given throws what keeps it from telling; there is none for a dispatcher that is for no proxy.
 */
export function readersBy(base: Dispatcher): ReadersOf | undefined {
  const keys = Reflect.ownKeys(base).filter((key) =>
    /(no|http) proxy|agent options/.test(String(key)),
  )
  if (!keys[0]) return
  return function readersOf(url) {
    const agent = keys[1] ? agentFor(base, url, keys) : base
    const proxy = hidden(agent, 'proxy agent options') as { uri: string } | undefined
    const isPlain = url.startsWith('http:') && hidden(agent, 'tunnel proxy') !== true
    // SOCKS is a tunnel in any case.
    return proxy && isPlain && !proxy.uri.startsWith('socks') ? [new URL(proxy.uri).origin] : []
  }
}

/** The agent of an EnvHttpProxyAgent that sends: what it knows of NO_PROXY, it tells nobody, so it is asked to send. */
function agentFor(base: Dispatcher, origin: string, keys: readonly PropertyKey[]): Dispatcher {
  const kept = keys.map((key) => [key, Reflect.get(base, key) as Dispatcher] as const)
  let agent = base
  try {
    for (const [key, one] of kept) {
      const dispatch = () => {
        agent = one
      }
      Reflect.set(base, key, { dispatch })
    }
    base.dispatch({ origin, path: '/' }, {})
  } finally {
    for (const [key, one] of kept) Reflect.set(base, key, one)
  }
  return agent
}
