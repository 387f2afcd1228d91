import { type Carrier, capture, definePolicy, forward, run } from '@waybill/core'
import { carried } from '../../subjects/carried.ts'
import { goRound, type HeadersOf } from '../requests.ts'
import type { Cases } from './case.ts'

const policy = definePolicy({ headers: [...carried], warnOnRefusal: false })
const target = 'http://reviews:9080/reviews/0'
const callers = { accept: 'application/json', 'content-type': 'application/json' }

/** Waybill's own functions, by its public API. */
export const waybill: Cases = {
  'waybill: capture': {
    about: 'read a request into a waybill',
    prepare: (next, isPlain) => () => capture(policy, carrierOf(next(), isPlain)),
  },
  'waybill: forward': {
    about: 'what may go to a target that was seen before',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain))
      return () => waybills().forward(target)
    },
  },
  'waybill: capture + forward': {
    about: 'both',
    prepare: (next, isPlain) => () => capture(policy, carrierOf(next(), isPlain)).forward(target),
  },
  'waybill: run(capture) + forward': {
    about: 'both, through the store',
    prepare(next, isPlain) {
      const send = () => forward(target)
      return () => run(capture(policy, carrierOf(next(), isPlain)), send)
    },
  },
  'waybill: isEmpty': {
    about: 'whether there is anything to forward',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain))
      return () => waybills().isEmpty
    },
  },
  'waybill: get': {
    about: 'the value of one header',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain))
      return () => waybills().get('x-ot-span-context')
    },
  },
  'waybill: forward, caller has headers': {
    about: 'beside two headers that the call has set',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain))
      return () => waybills().forward(target, callers)
    },
  },
  'waybill: forward, URL object': {
    about: 'the target as a URL, parsed before',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain))
      const url = new URL(target)
      return () => waybills().forward(url)
    },
  },
  'waybill: forward, new host': {
    about: 'a host that was never seen, allowed by a pattern; with the making of its name',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain, { targets: ['mesh', '*.new.example'] }))
      let host = 0
      return () => waybills().forward(`http://host-${host++}.new.example/`)
    },
  },
  'waybill: forward, refused host': {
    about: 'a host that was seen and refused',
    prepare(next, isPlain) {
      const waybills = goRound(capturedRing(next, isPlain))
      return () => waybills().forward('https://partner.example/')
    },
  },
}

function carrierOf(request: HeadersOf, isPlain: boolean): Carrier {
  return (isPlain ? request.headers : request) as Carrier
}

function capturedRing(
  next: () => HeadersOf,
  isPlain: boolean,
  options?: Parameters<typeof definePolicy>[0],
) {
  const used = options
    ? definePolicy({ headers: [...carried], warnOnRefusal: false, ...options })
    : policy
  return Array.from({ length: 256 }, () => capture(used, carrierOf(next(), isPlain)))
}
