import { hasEpoch } from './formats/aws-xray.ts'
import { wide } from './ids.ts'
import { read } from './read.ts'
import type { Format, TraceContext } from './trace-context.ts'
import { write } from './write.ts'

const FIELDS = {
  parentSpanId: 'parent-span-id',
  isRandom: 'random-flag',
  tracestate: 'tracestate',
  isFirehose: 'firehose',
  origin: 'origin',
  tags: 'tags',
} as const

/**
 * What a translation loses of this very context: `'context'`, all of it; `'high-trace-id'`, the upper half of its trace
 * id; `'trace-id-length'`, that it has 16 digits, or leading zeros; `'defer'`, `'debug'` or `'not-sampled'`, its
 * sampling state; `'priority'`, that it was a user who decided; `'parent-span-id'`, `'random-flag'`, `'tracestate'`,
 * `'firehose'`, `'origin'`, `'tags'` or `'baggage'`; and `'epoch'`, where X-Ray may refuse a trace id that does not
 * begin with a time.
 */
export function lossOf(from: Format, to: Format, context: TraceContext): readonly string[] {
  const { traceId, sampled, priority, baggage } = context
  const kept = read(to, write(to, context))
  if (!kept.traceId) return ['context']
  const lost: string[] = []
  if (kept.traceId !== traceId)
    lost.push(wide(kept.traceId) === wide(traceId) ? 'trace-id-length' : 'high-trace-id')
  if (to === 'awsXray' && !hasEpoch(traceId)) lost.push('epoch')
  if (kept.sampled !== sampled) lost.push(typeof sampled === 'string' ? sampled : 'not-sampled')
  if ((priority === -1 || priority === 2) && kept.priority !== priority) lost.push('priority')
  for (const [field, name] of Object.entries(FIELDS))
    if (context[field as keyof typeof FIELDS] && !kept[field as keyof typeof FIELDS])
      lost.push(name)
  // Between headers of one format, baggage has headers of its own, which stay.
  if (baggage && !kept.baggage && from !== to) lost.push('baggage')
  return lost
}
