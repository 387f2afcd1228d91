import type { Format, Sampled, TraceContext } from '../../src/index.ts'

/** Of a trace id: as it came in; 32 digits, whatever came; as it came in but for leading zeros; 16 digits. */
export type Width = 'as it is' | '32 digits' | 'without leading zeros' | '16 digits'

type Field =
  | 'parentSpanId'
  | 'isRandom'
  | 'tracestate'
  | 'isFirehose'
  | 'priority'
  | 'origin'
  | 'tags'
  | 'baggage'

/** What one format can say, beside the id of a span, which all can. */
export interface Holds {
  readonly traceId: Width
  readonly sampled: readonly Sampled[]
  readonly fields: readonly Field[]
}

const b3: Holds = {
  traceId: 'as it is',
  sampled: [true, false, 'defer', 'debug'],
  fields: ['parentSpanId'],
}

/** What is written in each format and read again, said without a look at the code. */
export const holds: Readonly<Record<Format, Holds>> = {
  w3c: { traceId: '32 digits', sampled: [true, false], fields: ['isRandom', 'tracestate'] },
  b3,
  b3Single: b3,
  jaeger: {
    traceId: 'as it is',
    sampled: [true, false, 'debug'],
    fields: ['parentSpanId', 'isFirehose'],
  },
  datadog: {
    traceId: 'without leading zeros',
    sampled: [true, false, 'defer'],
    fields: ['priority', 'origin', 'tags'],
  },
  awsXray: { traceId: '32 digits', sampled: [true, false, 'defer'], fields: [] },
  googleCloud: { traceId: '32 digits', sampled: [true, false, 'defer'], fields: [] },
  otTrace: { traceId: '16 digits', sampled: [true, false, 'defer'], fields: [] },
  lightstep: { traceId: '16 digits', sampled: [true, false], fields: ['baggage'] },
  grpcTrace: { traceId: '32 digits', sampled: [true, 'defer'], fields: [] },
}

/** A state of a format that has none for it. */
const INSTEAD: Readonly<Record<`${Sampled}`, (states: readonly Sampled[]) => Sampled>> = {
  true: () => true,
  false: () => 'defer',
  defer: () => false,
  debug: () => true,
}

/** What is left of a context that was written in one format and read again; `undefined` for nothing. */
export function keptBy(format: Format, context: TraceContext): TraceContext | undefined {
  const { traceId: width, sampled: states, fields } = holds[format]
  const traceId = narrowed(context.traceId, width)
  if (!traceId) return undefined
  const sampled = states.includes(context.sampled)
    ? context.sampled
    : INSTEAD[`${context.sampled}`](states)
  const kept = Object.fromEntries(fields.map((field) => [field, context[field]]))
  return {
    traceId,
    spanId: context.spanId,
    sampled,
    ...kept,
    ...(format === 'datadog' && priorityOf(context)),
  }
}

/** Priorities are told of every context that is decided; a user's own only where it says the same as the state. */
function priorityOf({ sampled, priority = Number(sampled) }: TraceContext): object {
  if (sampled === 'defer') return { priority: undefined }
  if (sampled === 'debug') return { priority: 2 }
  return { priority: priority > 0 === sampled ? priority : Number(sampled) }
}

function narrowed(traceId: string, width: Width): string | undefined {
  const lower = traceId.slice(-16)
  const upper = traceId.slice(0, -16)
  const isLowerZero = /^0+$/.test(lower)
  if (width === 'as it is') return traceId
  if (width === '32 digits') return traceId.padStart(32, '0')
  // Without a lower half there is nothing that these formats could say.
  if (isLowerZero) return undefined
  return width === '16 digits' || /^0*$/.test(upper) ? lower : traceId
}

/** What a translation loses of a context, by the names of `lossOf`. */
export function lossesBetween(from: Format, to: Format, context: TraceContext): string[] {
  const { traceId, sampled, priority } = context
  const kept = keptBy(to, context)
  if (!kept) return ['context']
  const has = (field: Field) => holds[to].fields.includes(field)
  const isShort = kept.traceId.length < traceId.length
  const losses = {
    'high-trace-id': isShort && /[^0]/.test(traceId.slice(0, -16)),
    'trace-id-length': kept.traceId.length !== traceId.length,
    epoch: to === 'awsXray' && !isRecent(kept.traceId),
    'not-sampled': sampled === false && kept.sampled !== false,
    defer: sampled === 'defer' && kept.sampled !== 'defer',
    debug: sampled === 'debug' && kept.sampled !== 'debug',
    priority: (priority === -1 || priority === 2) && kept.priority !== priority,
    'parent-span-id': context.parentSpanId !== undefined && !has('parentSpanId'),
    'random-flag': context.isRandom === true && !has('isRandom'),
    tracestate: context.tracestate !== undefined && !has('tracestate'),
    firehose: context.isFirehose === true && !has('isFirehose'),
    origin: context.origin !== undefined && !has('origin'),
    tags: context.tags !== undefined && !has('tags'),
    baggage: context.baggage !== undefined && !has('baggage') && from !== to,
  }
  if (losses['high-trace-id']) losses['trace-id-length'] = false
  return Object.entries(losses).flatMap(([name, isLost]) => (isLost ? [name] : []))
}

/** Whether the first 32 bits of an id are a second of the last 30 days, or of the next one. */
function isRecent(traceId: string): boolean {
  const seconds = Number(`0x${traceId.slice(0, 8)}`)
  const now = Date.now() / 1000
  return seconds > now - 30 * 86_400 && seconds < now + 86_400
}
