import type { NextCall } from '@grpc/grpc-js'
import { urlAt } from '@waybill/core'

/** What a call of gRPC has below all interceptors, which its types do not tell. */
interface Inner {
  readonly nextCall?: Inner
  readonly call?: {
    /** The `:authority` that the call goes out with. */
    readonly host?: string
    readonly channel?: {
      readonly credentials?: { _isSecure?(): boolean }
      readonly options?: Readonly<Record<string, unknown>>
    }
  }
}

/**
 * The URLs of all places that a call goes to: its authority, by which a proxy would send it on, each address of its
 * channel's target, and what is behind a tunnel. None where the authority cannot be found out.
 * @param path the method's, such as `/mesh.Reviews/Get`
 * @throws TypeError for a place that is no host
 */
export function targetsOf(call: ReturnType<NextCall>, path: string): string[] {
  let inner = call as Inner
  while (inner.nextCall) inner = inner.nextCall
  const { host, channel } = inner.call ?? {}
  if (!host) return []
  const scheme = channel?.credentials?._isSecure?.() ? 'https' : 'http'
  // Before a call starts, its peer is its channel's target or, where the environment names a proxy, that proxy.
  const targets = [call.getPeer(), channel?.options?.['grpc.http_connect_target'] ?? []].flat()
  const key = `${scheme} ${host} ${targets}`
  // Calls over one channel come in rows.
  if (last.key !== key) {
    const places = [host, ...targets.flatMap((target) => placesOf(String(target)))]
    last = { key, origins: [...new Set(places.map((place) => originOf(scheme, place)))] }
  }
  return last.origins.map((origin) => urlAt(origin, path))
}

let last = { key: '', origins: [] as string[] }

/** What a target by gRPC's naming stands for: `dns://8.8.8.8/reviews:9080` one place, `ipv4:` several. */
function placesOf(target: string): string[] {
  const [, resolver, places = ''] = TARGET.exec(target) ?? []
  if (resolver === 'unix') return ['localhost']
  return resolver?.startsWith('ipv') ? places.split(',') : [places]
}

function originOf(scheme: string, place: string): string {
  // An IPv6 address has several colons; gRPC's port is 443, if not given.
  const host = /^[^[]*:.*:/.test(place) ? `[${place}]` : place
  return `${scheme}://${PLAIN.test(host) ? host : ''}${/:\d+$/.test(host) ? '' : ':443'}`
}

const TARGET = /^([\w+.-]+):(?:\/\/[^/]*\/)?(.+)$/
const PLAIN = /^[\w.:[\]-]+$/
