import { isFilled, STEP } from './slots.ts'

type Headers = Readonly<Record<string, unknown>>

/**
 * Whether each name has the value in an object that stands at its place in a list. A line for each name where these
 * are `filled`, since V8 learns one name for each place in a program, and reads it as a field: a loop takes six times
 * as long.
 */
export function hasSameValues(
  headers: Headers,
  names: readonly string[],
  values: readonly string[],
  at: readonly number[],
): boolean {
  if (!isFilled(names)) return names.every((name, i) => headers[name] === values[at[i] as number])
  return (
    headers[names[0] as string] === values[at[0] as number] &&
    headers[names[1] as string] === values[at[1] as number] &&
    headers[names[2] as string] === values[at[2] as number] &&
    headers[names[3] as string] === values[at[3] as number] &&
    headers[names[4] as string] === values[at[4] as number] &&
    headers[names[5] as string] === values[at[5] as number] &&
    headers[names[6] as string] === values[at[6] as number] &&
    headers[names[7] as string] === values[at[7] as number] &&
    (names.length === STEP ||
      (headers[names[8] as string] === values[at[8] as number] &&
        headers[names[9] as string] === values[at[9] as number] &&
        headers[names[10] as string] === values[at[10] as number] &&
        headers[names[11] as string] === values[at[11] as number] &&
        headers[names[12] as string] === values[at[12] as number] &&
        headers[names[13] as string] === values[at[13] as number] &&
        headers[names[14] as string] === values[at[14] as number] &&
        headers[names[15] as string] === values[at[15] as number] &&
        (names.length === 2 * STEP ||
          (headers[names[16] as string] === values[at[16] as number] &&
            headers[names[17] as string] === values[at[17] as number] &&
            headers[names[18] as string] === values[at[18] as number] &&
            headers[names[19] as string] === values[at[19] as number] &&
            headers[names[20] as string] === values[at[20] as number] &&
            headers[names[21] as string] === values[at[21] as number] &&
            headers[names[22] as string] === values[at[22] as number] &&
            headers[names[23] as string] === values[at[23] as number]))))
  )
}
