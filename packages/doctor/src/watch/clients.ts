import type { Call } from './model.ts'
import { framesOf } from './stack.ts'

const WRAPPERS: Readonly<Record<string, string>> = {
  axios: 'wrapAxios(axios), from @waybill/axios',
  got: 'the got of @waybill/got',
  superagent: 'wrapSuperagent(superagent), from @waybill/superagent',
  undici: 'wrapDispatcher(dispatcher), from @waybill/fetch',
  'node-fetch': 'wrapFetch(fetch), from @waybill/fetch',
  ky: 'ky.extend({ fetch }) with the fetch of @waybill/fetch',
  '@grpc/grpc-js': 'the interceptor of @waybill/grpc',
}

/** The client that the app's code has used, and what to use in its place. */
export function clientOf(call: Call): { readonly name: string; readonly remedy: string } {
  const library = libraryAt(call)
  if (library && WRAPPERS[library]) return { name: library, remedy: `use ${WRAPPERS[library]}` }
  const own =
    call.client === 'undici'
      ? 'use fetch, or wrapDispatcher, from @waybill/fetch'
      : call.client === 'http2'
        ? 'use http2, from @waybill/http2'
        : 'use http and https, from @waybill/http'
  const name = call.client === 'undici' ? 'fetch' : call.client
  return library
    ? { name: library, remedy: `give ${library} a client that is wrapped: ${own}` }
    : { name, remedy: own }
}

/** Whether one of Waybill's clients stands between the app and the wire. */
export function goesThroughWaybill(call: Call): boolean {
  return librariesAt(call).some((name) => name.startsWith('@waybill/') && name !== '@waybill/core')
}

/** The library that the app's own code calls. */
function libraryAt(call: Call): string | undefined {
  return librariesAt(call).findLast((name) => !name.startsWith('@waybill/'))
}

/** The libraries between the wire and the app's own code. */
function librariesAt({ place }: Call): string[] {
  const frames = framesOf(place.stack)
  const first = frames.findIndex(({ library }) => library === undefined)
  return frames.slice(0, first < 0 ? undefined : first).flatMap(({ library }) => library ?? [])
}
