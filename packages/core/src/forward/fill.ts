import { MOST_PLACES, STEP } from '../capture/has-same-values.ts'

/**
 * Sets each name of a list that is filled up to a multiple of `STEP` to the value at its place in another, if one is
 * there. A line for each name, as in `hasSameValues`, and for the same reason.
 */
export function fill(
  headers: Record<string, string>,
  names: readonly string[],
  values: readonly string[],
  at: readonly number[],
): void {
  let value = values[at[0] as number]
  if (value !== undefined) headers[names[0] as string] = value
  value = values[at[1] as number]
  if (value !== undefined) headers[names[1] as string] = value
  value = values[at[2] as number]
  if (value !== undefined) headers[names[2] as string] = value
  value = values[at[3] as number]
  if (value !== undefined) headers[names[3] as string] = value
  value = values[at[4] as number]
  if (value !== undefined) headers[names[4] as string] = value
  value = values[at[5] as number]
  if (value !== undefined) headers[names[5] as string] = value
  value = values[at[6] as number]
  if (value !== undefined) headers[names[6] as string] = value
  value = values[at[7] as number]
  if (value !== undefined) headers[names[7] as string] = value
  if (names.length === STEP) return
  value = values[at[8] as number]
  if (value !== undefined) headers[names[8] as string] = value
  value = values[at[9] as number]
  if (value !== undefined) headers[names[9] as string] = value
  value = values[at[10] as number]
  if (value !== undefined) headers[names[10] as string] = value
  value = values[at[11] as number]
  if (value !== undefined) headers[names[11] as string] = value
  value = values[at[12] as number]
  if (value !== undefined) headers[names[12] as string] = value
  value = values[at[13] as number]
  if (value !== undefined) headers[names[13] as string] = value
  value = values[at[14] as number]
  if (value !== undefined) headers[names[14] as string] = value
  value = values[at[15] as number]
  if (value !== undefined) headers[names[15] as string] = value
  if (names.length === 2 * STEP) return
  value = values[at[16] as number]
  if (value !== undefined) headers[names[16] as string] = value
  value = values[at[17] as number]
  if (value !== undefined) headers[names[17] as string] = value
  value = values[at[18] as number]
  if (value !== undefined) headers[names[18] as string] = value
  value = values[at[19] as number]
  if (value !== undefined) headers[names[19] as string] = value
  value = values[at[20] as number]
  if (value !== undefined) headers[names[20] as string] = value
  value = values[at[21] as number]
  if (value !== undefined) headers[names[21] as string] = value
  value = values[at[22] as number]
  if (value !== undefined) headers[names[22] as string] = value
  value = values[at[23] as number]
  if (value !== undefined) headers[names[23] as string] = value
}

/**
 * An empty object without a prototype, for so many headers. V8 keeps few of them as fields, which takes least; for many
 * it would end in a dictionary all the same, by a long way, so that `Object.create(null)` begins with one.
 */
export function newHeaders(count: number): Record<string, string> {
  return count > MOST_PLACES ? Object.create(null) : Object.setPrototypeOf(new Forwarded(), null)
}

// V8 learns how many fields the objects of a class get, and makes room for them at once.
class Forwarded {}
