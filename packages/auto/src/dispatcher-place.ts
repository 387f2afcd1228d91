import type { Dispatcher } from '../../fetch/src/dispatcher.ts'
import { hidden } from '../../fetch/src/hidden.ts'

/** What a dispatcher of undici is tied to. */
export interface Place {
  /** The origin that it goes to, whatever a call names. */
  readonly tied: string | undefined
  /** Of one for a proxy: gives the proxy's origin, if that reads what is sent to an origin. */
  readonly proxyOf: ((origin: string) => string | undefined) | undefined
}

const places = new WeakMap<Dispatcher, Place>()

/** Tells where a dispatcher sends its calls, as far as that is not for each call to say. */
export function placeOf(dispatcher: Dispatcher): Place {
  let place = places.get(dispatcher)
  if (!place) {
    const url = hidden(dispatcher, 'url') as URL | undefined
    place = { tied: url?.origin, proxyOf: readerOf(dispatcher) }
    places.set(dispatcher, place)
  }
  return place
}

function readerOf(dispatcher: Dispatcher): Place['proxyOf'] {
  const proxy = hidden(dispatcher, 'proxy agent options') as { uri: string } | undefined
  const isTunnel = hidden(dispatcher, 'tunnel proxy') === true
  // SOCKS is a tunnel in any case, and https goes through one.
  if (!proxy || isTunnel || proxy.uri.startsWith('socks')) return undefined
  const reader = new URL(proxy.uri).origin
  return function proxyOf(origin) {
    return origin.startsWith('http:') ? reader : undefined
  }
}
