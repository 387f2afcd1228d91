import type { Outgoing } from '@waybill/core'
import type { Format } from '../trace-context.ts'
import { write } from '../write.ts'
import { formats, isWhole, namesOf, readFrom, type Values } from './carried.ts'
import { randomId } from './random-id.ts'

// Beside it stand pairs that are none of ours, such as `Lineage`, by which AWS stops endless loops.
const XRAY_PARENT = /((?:^|;)\s*parent\s*=\s*)\w+/i

/** Takes from a call what only a part of may go there: rules may send the headers of one format to different places. */
export function keepWhole({ waybill, headers }: Outgoing, among: readonly Format[]): void {
  for (const format of among) {
    const isSplit = namesOf[format].some(
      (name) => !(name in headers) && name !== 'tracestate' && waybill.get(name) !== undefined,
    )
    if (isSplit) drop(headers, format)
  }
}

/** Gives a call a span id of its own, the same in all formats; the one that came in becomes its parent. */
export function nextSpan({ headers, allows }: Outgoing): void {
  const spanId = randomId(8)
  const values: Values = new Map(Object.entries(headers))
  for (const format of formats) {
    const reading = readFrom(values, format)
    // What the application has set itself goes as it is.
    if (!isWhole(reading)) continue
    const before = write(format, reading)
    const after = write(format, { ...reading, spanId, parentSpanId: reading.spanId })
    // What is the same in both stays as it came in: a tag or a spelling that is none of ours.
    const changed = Object.keys(after).filter((name) => after[name] !== before[name])
    if (!changed.every((name) => name in headers || allows(name))) drop(headers, format)
    else
      for (const name of changed) {
        headers[name] =
          format === 'awsXray'
            ? `${headers[name]}`.replace(XRAY_PARENT, `$1${spanId}`)
            : (after[name] as string)
      }
  }
}

function drop(headers: Record<string, string>, format: Format): void {
  for (const name of namesOf[format]) delete headers[name]
}
