import fc from 'fast-check'
import { type BaggageMember, type Format, headersOf, type TraceContext } from '../../src/index.ts'
import { hostileValues } from './hostile.ts'
import { vectors } from './vectors.ts'

/** All formats. */
export const formats = Object.keys(headersOf) as Format[]

const DIGITS = [...'0123456789abcdef']

/** Digits of hex, not all zero, but often many. */
export function hex(length: number): fc.Arbitrary<string> {
  const digit = fc.constantFrom(...DIGITS)
  const digits = fc.string({ unit: digit, minLength: length, maxLength: length })
  const few = fc.string({ unit: digit, minLength: 1, maxLength: length })
  return fc
    .oneof({ weight: 3, arbitrary: digits }, { weight: 1, arbitrary: few })
    .map((text) => text.padStart(length, '0'))
    .filter((text) => /[^0]/.test(text))
}

const traceId = fc.oneof(
  { weight: 3, arbitrary: hex(32) },
  { weight: 2, arbitrary: hex(16) },
  { weight: 1, arbitrary: hex(16).map((upper) => upper + '0'.repeat(16)) },
)

const key = fc.stringMatching(/^[a-z0-9][a-z0-9_\-*/@]{0,9}$/)
const value = fc.stringMatching(/^[ -+\--<>-~]{0,9}[!-+\--<>-~]$/)
const tracestate = fc
  .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, minLength: 1, maxLength: 32 })
  .map((members) => members.map((member) => member.join('=').trim()).join())

const tags = fc
  .uniqueArray(fc.stringMatching(/^_dd\.p\.[a-su-z]{1,5}=[!-+\--~]{1,9}$/), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.join())

const baggage = fc
  .dictionary(
    fc.string({ unit: 'grapheme', maxLength: 9 }).map((name) => name.toLowerCase()),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    {
      minKeys: 1,
      maxKeys: 4,
    },
  )
  .map((entries) => Object.assign(Object.create(null), entries))

/** Contexts that may have all that any format can say. */
export const contexts: fc.Arbitrary<TraceContext> = fc
  .record(
    {
      traceId,
      spanId: hex(16),
      sampled: fc.constantFrom(true, false, 'defer' as const, 'debug' as const),
      parentSpanId: hex(16),
      isRandom: fc.constant(true),
      tracestate,
      isFirehose: fc.constant(true),
      priority: fc.constantFrom(-1, 0, 1, 2),
      origin: fc.stringMatching(/^[!-~]{1,20}$/),
      tags,
      baggage,
    },
    { requiredKeys: ['traceId', 'spanId', 'sampled'] },
  )
  .map((context) => context as TraceContext)

/** Members of W3C Baggage that can be written. */
export const members: fc.Arbitrary<BaggageMember[]> = fc.array(
  fc.record(
    {
      key: token(),
      value: fc.string({ unit: 'grapheme', maxLength: 20 }),
      properties: fc.array(
        fc.record(
          { key: token(), value: fc.string({ unit: 'grapheme', maxLength: 5 }) },
          { requiredKeys: ['key'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ['key', 'value'] },
  ) as fc.Arbitrary<BaggageMember>,
  { maxLength: 20 },
)

const NAMES = [
  ...new Set([
    ...Object.values(headersOf).flat(),
    ...['sw8', 'sw8-correlation', 'baggage', 'uberctx-a', 'ot-baggage-a', 'jaeger-baggage'],
  ]),
]

/** A text with some of it taken out, and something else put in. */
const edits = fc.record({
  at: fc.nat(80),
  removed: fc.nat(3),
  added: fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0fF1-:;,=%/ .\t\u00e9d?'), maxLength: 3 }),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
})

const nearlyRight = fc
  .tuple(fc.constantFrom(...vectors), fc.array(edits, { maxLength: 3 }), fc.boolean())
  .map(([{ headers }, changes, isTwice]) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => {
        let text = String(value)
        for (const { at, removed, added } of changes)
          text = text.slice(0, at) + added + text.slice(at + removed)
        return [name, isTwice ? [text, text] : text]
      }),
    ),
  )

const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.base64String(),
  fc.uint8Array({ maxLength: 40 }),
  fc.double(),
  fc.array(fc.string()),
  fc.constantFrom(...hostileValues),
)

/** Carriers of all kinds: nearly right, with any value, and none at all. */
export const carriers: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: nearlyRight },
  { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...NAMES), values) },
  { weight: 1, arbitrary: fc.array(fc.tuple(fc.constantFrom(...NAMES), values)) },
  { weight: 1, arbitrary: fc.anything({ withMap: true, withTypedArray: true }) },
)

/** What is given for a context by those whom no type checker holds back. */
export const wrongContexts: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything(),
  fc
    .tuple(contexts, fc.anything(), fc.constantFrom(...hostileValues), fc.nat(10))
    .map(([context, one, other, at]) => {
      const names = Object.keys(context)
      return { ...context, [names[at % names.length] as string]: one, origin: other }
    }),
)

function token(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/)
}
