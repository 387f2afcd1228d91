import type { Carrier } from '@waybill/core'
import { decodePercent } from './bytes.ts'
import { receive, trim } from './received.ts'

/** One entry of W3C Baggage. Keys may repeat, and are told apart by case. */
export interface BaggageMember {
  readonly key: string
  /** Decoded. */
  readonly value: string
  /** What is said of the entry: keys, some with a value. */
  readonly properties?: readonly BaggageProperty[]
}

/** What is said of an entry of W3C Baggage. */
export interface BaggageProperty {
  readonly key: string
  readonly value?: string
}

const KEY = /^[\w!#$%&'*+\-.^`|~]+$/
const VALUE = /^[!#-+\--:<-[\]-~]*$/

/**
 * Reads `baggage`, strictly: one member that breaks the grammar, and none is there. Never throws.
 * @see https://www.w3.org/TR/baggage/
 */
export function readBaggage(carrier: Carrier): readonly BaggageMember[] {
  try {
    const members = (receive(carrier).get('baggage') ?? [])
      .join()
      .split(',')
      .filter((member) => trim(member))
    return members.map(function memberOf(member) {
      const [first, ...others] = member.split(';').map(pairOf)
      const { key, value } = first as BaggageProperty
      if (value === undefined) throw new Error('no member')
      return { key, value, ...(others.length > 0 && { properties: others }) }
    })
  } catch {
    return []
  }
}

/** The header that holds members: as many whole ones, from the first on, as 64 members and 8,192 bytes allow. */
export function writeBaggage(members: readonly BaggageMember[]): Record<string, string> {
  const list: string[] = []
  let length = -1
  for (const { key, value, properties = [] } of members) {
    const parts = [{ key, value }, ...properties]
    const text = parts
      .map(({ key, value }) => (value === undefined ? key : `${key}=${encode(value)}`))
      .join(';')
    if (list.length === 64 || length + text.length + 1 > 8192) break
    if (!parts.every((part) => KEY.test(part.key))) continue
    list.push(text)
    length += text.length + 1
  }
  return list.length > 0 ? { baggage: list.join() } : {}
}

function pairOf(text: string): BaggageProperty {
  const [first = '', ...rest] = text.split('=')
  const key = trim(first)
  const value = trim(rest.join('='))
  if (!KEY.test(key) || !VALUE.test(value)) throw new Error('no member')
  return rest.length > 0 ? { key, value: decodePercent(value) } : { key }
}

function encode(value: string): string {
  // Halves of a pair, which cannot be encoded.
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))
}
