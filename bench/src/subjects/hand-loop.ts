import type { IncomingHttpHeaders } from 'node:http'
import { carried } from './carried.ts'

/** Headers by name, as an outbound call takes them. */
export type Picked = Record<string, string>

/** The loop that people write: those of the names that a request has. */
export function pick(headers: IncomingHttpHeaders, names: readonly string[] = carried): Picked {
  const picked: Picked = {}
  for (const name of names) {
    const value = headers[name]
    if (value !== undefined) picked[name] = value as string
  }
  return picked
}

/** The second half of it: what was picked, name by name, put into the headers of a call. */
export function copy(
  picked: Picked | undefined,
  headers: Picked = {},
  names: readonly string[] = carried,
): Picked {
  if (picked === undefined) return headers
  for (const name of names) {
    const value = picked[name]
    if (value !== undefined) headers[name] = value
  }
  return headers
}
