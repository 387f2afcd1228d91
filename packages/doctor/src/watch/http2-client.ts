import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2'
import { syncBuiltinESMExports } from 'node:module'
import { beginCall, endCall, placeHere } from './calls.ts'

type Request = (this: ClientHttp2Session, ...args: unknown[]) => ClientHttp2Stream
let isWatched = false

/** Watches what sessions of node:http2 send; gRPC is among them. */
export function watchHttp2Client(): void {
  const { connect } = http2
  http2.connect = function connectWatched(...args: unknown[]) {
    const session = Reflect.apply(connect, http2, args) as ClientHttp2Session
    if (!isWatched) watchSession(Object.getPrototypeOf(session))
    return session
  } as typeof connect
  syncBuiltinESMExports()
}

function watchSession(prototype: { request: unknown }): void {
  isWatched = true
  const request = prototype.request as Request
  prototype.request = function requestWatched(this: ClientHttp2Session, ...args: unknown[]) {
    const place = placeHere()
    const stream = Reflect.apply(request, this, args) as ClientHttp2Stream
    const sent = (stream.sentHeaders ?? args[0] ?? {}) as Record<string, unknown>
    const scheme = this.encrypted === false ? 'http' : 'https'
    const url = `${sent[':scheme'] ?? scheme}://${sent[':authority'] ?? ''}${sent[':path'] ?? '/'}`
    const call = beginCall('http2', String(sent[':method'] ?? 'GET'), url, place)
    endCall(
      call,
      Object.entries(sent).flatMap(([name, value]) =>
        name.startsWith(':')
          ? []
          : [value].flat().map((one) => [name, String(one)] as [string, string]),
      ),
    )
    return stream
  }
}
