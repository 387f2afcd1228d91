import { currentFields } from './fields.ts'
import { expectMethod, type LogOptions } from './options.ts'

/** A raw stream of bunyan. */
export interface BunyanStream {
  write(record: unknown): boolean
}

/**
 * A raw stream for bunyan that writes each record as a line of JSON, with the request's ids:
 * `streams: [{ type: 'raw', stream: waybillStream(process.stdout) }]`. What the log call or a child logger sets wins.
 * @param destination where the lines go
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybillStream(
  destination: { write(line: string): unknown },
  options?: LogOptions,
): BunyanStream {
  expectMethod(destination, 'write', 'waybillStream(process.stdout)')
  const fieldsOf = currentFields(options)
  return {
    write(record) {
      return destination.write(`${toJson({ ...fieldsOf(), ...Object(record) })}\n`) !== false
    },
  }
}

/** JSON that always succeeds: what cannot be said is left out of its field, as bunyan does. */
function toJson(record: Record<string, unknown>): string {
  try {
    return JSON.stringify(record)
  } catch {
    const entries = Object.entries(record)
    return JSON.stringify(
      Object.fromEntries(entries.map(([name, value]) => [name, sayable(value)])),
    )
  }
}

function sayable(value: unknown): unknown {
  const seen = new Set<unknown>()
  try {
    const json = JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner === 'bigint') return String(inner)
      if (typeof inner !== 'object' || inner === null) return inner
      if (seen.has(inner)) return '[Circular]'
      seen.add(inner)
      return inner
    })
    return json && JSON.parse(json)
  } catch {
    return '[Unserializable]'
  }
}
