import nodeHttp2 from 'node:http2'
import { promisify } from 'node:util'
import { carryOn } from './session.ts'
import { originsOf } from './targets.ts'

type Connect = (...args: unknown[]) => nodeHttp2.ClientHttp2Session

/** `node:http2` as it is, but for `connect`, whose sessions carry the headers of the request that is being handled. */
export const http2: typeof nodeHttp2 = Object.setPrototypeOf(
  { connect: wrapConnect() },
  // The module is the prototype, so that all else is there, also what is set on it later.
  nodeHttp2,
)

/**
 * Makes the requests of a session that was made elsewhere carry the headers of the request that is being handled. What
 * comes back runs in the context of that request, whoever opened the session.
 * @param origin where the session leads, such as `http://reviews:9080`
 * @returns the session itself, wrapped once however often it is given
 * @throws TypeError for an origin that is no URL of http or https
 */
export function wrapSession<S extends nodeHttp2.ClientHttp2Session>(
  session: S,
  origin: string | URL,
): S {
  if (!/^https?:\/\/./i.test(String(origin)) || !URL.canParse(String(origin))) {
    throw new TypeError(
      `@waybill/http2: wrapSession takes a session and the URL where it leads, got ${typeof origin}; write wrapSession(session, 'http://reviews:9080')`,
    )
  }
  return carryOn(session, originsOf(String(origin)))
}

function wrapConnect(): Connect {
  const connect: Connect = function waybillConnect(...args) {
    // Looked up at each call, so that what another tool puts in its place counts.
    return carryOn((nodeHttp2.connect as Connect)(...args), originsOf(...args))
  }
  // Node has its own, since the session comes before the callback.
  const value = async (...args: unknown[]) =>
    carryOn(await (promisify(nodeHttp2.connect) as unknown as Connect)(...args), originsOf(...args))
  return Object.defineProperty(connect, promisify.custom, { value })
}
