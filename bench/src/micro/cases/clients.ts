import nodeHttp, { type ClientRequest } from 'node:http'
import { type Carrier, capture, definePolicy, run, type Waybill } from '@waybill/core'
import { wrapFetch } from '@waybill/fetch'
import { http } from '@waybill/http'
import { carried } from '../../subjects/carried.ts'
import { copy, pick } from '../../subjects/hand-loop.ts'
import { goRound, type NextRequest } from '../requests.ts'
import type { Cases } from './case.ts'

const url = 'http://reviews:9080/reviews/0'
const answer = Promise.resolve(new Response('{}'))

type Given = Parameters<typeof fetch>

/**
 * The wrapped clients, over stubs that do nothing: what is left is what the wrapper costs. Those of fetch are awaited,
 * the stub alone, too.
 */
export const clients: Cases = {
  'fetch stub': {
    about: 'the stub with nothing in front',
    isAsync: true,
    prepare: () => () => stubFetch(url),
  },
  'fetch stub, hand copy': {
    about: 'the stub with headers picked and copied by hand',
    isAsync: true,
    prepare: (next) => () => stubFetch(url, { headers: copy(pick(next().headers)) }),
  },
  'wrapFetch(stub), outside a request': {
    about: 'the wrapper where no request is handled',
    isAsync: true,
    prepare() {
      const wrapped = wrapFetch(stubFetch)
      return () => wrapped(url)
    },
  },
  'wrapFetch(stub)': {
    about: 'the wrapper in a request; the store is entered each time',
    isAsync: true,
    prepare: (next) => fetchIn(next, wrapFetch(stubFetch)),
  },
  "wrapFetch(stub), redirect: 'manual'": {
    about: 'the same, where no redirect is to be followed',
    isAsync: true,
    prepare: (next) => fetchIn(next, wrapFetch(stubFetch), { redirect: 'manual' }),
  },
  'http.request stub': {
    about: 'the stub with nothing in front',
    prepare() {
      nodeHttp.request = stubRequest
      return () => nodeHttp.request({ host: 'reviews', port: 9080, path: '/reviews/0' })
    },
  },
  'http.request stub, hand copy': {
    about: 'the stub with headers picked and copied by hand',
    prepare(next) {
      nodeHttp.request = stubRequest
      return () =>
        nodeHttp.request({
          host: 'reviews',
          port: 9080,
          path: '/reviews/0',
          headers: copy(pick(next().headers)),
        })
    },
  },
  'wrapped http.request stub': {
    about: 'the wrapper in a request; the store is entered each time',
    prepare(next) {
      nodeHttp.request = stubRequest
      const send = () => http.request({ host: 'reviews', port: 9080, path: '/reviews/0' })
      const waybills = goRound(capturedRing(next))
      return () => run(waybills(), send)
    },
  },
}

function stubFetch(_input: Given[0], _init?: Given[1]): Promise<Response> {
  return answer
}

function fetchIn(next: NextRequest, wrapped: typeof fetch, init?: RequestInit) {
  const send = () => wrapped(url, init)
  const waybills = goRound(capturedRing(next))
  return () => run(waybills(), send)
}

/** As much of a call as a wrapper may look at. */
class StubCall {
  headersSent = false
  setHeader() {}
  appendHeader() {}
  removeHeader() {}
}

function stubRequest(): ClientRequest {
  return new StubCall() as unknown as ClientRequest
}

function capturedRing(next: NextRequest): Waybill[] {
  const policy = definePolicy({ headers: [...carried] })
  return Array.from({ length: 256 }, () => capture(policy, next() as unknown as Carrier))
}
