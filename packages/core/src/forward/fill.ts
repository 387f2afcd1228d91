import { isFilled, MOST_FILLED, type Slots, STEP } from '../capture/slots.ts'

/** Sets each name of some slots to its value. A line for each, as in `hasSameValues`, and for the same reason. */
export function fill(
  headers: Record<string, string>,
  { filledNames: names, filledAt: at }: Slots,
  values: readonly string[],
): void {
  if (!isFilled(names)) {
    for (let i = 0; i < names.length; i++)
      headers[names[i] as string] = values[at[i] as number] as string
    return
  }
  headers[names[0] as string] = values[at[0] as number] as string
  headers[names[1] as string] = values[at[1] as number] as string
  headers[names[2] as string] = values[at[2] as number] as string
  headers[names[3] as string] = values[at[3] as number] as string
  headers[names[4] as string] = values[at[4] as number] as string
  headers[names[5] as string] = values[at[5] as number] as string
  headers[names[6] as string] = values[at[6] as number] as string
  headers[names[7] as string] = values[at[7] as number] as string
  if (names.length === STEP) return
  headers[names[8] as string] = values[at[8] as number] as string
  headers[names[9] as string] = values[at[9] as number] as string
  headers[names[10] as string] = values[at[10] as number] as string
  headers[names[11] as string] = values[at[11] as number] as string
  headers[names[12] as string] = values[at[12] as number] as string
  headers[names[13] as string] = values[at[13] as number] as string
  headers[names[14] as string] = values[at[14] as number] as string
  headers[names[15] as string] = values[at[15] as number] as string
  if (names.length === 2 * STEP) return
  headers[names[16] as string] = values[at[16] as number] as string
  headers[names[17] as string] = values[at[17] as number] as string
  headers[names[18] as string] = values[at[18] as number] as string
  headers[names[19] as string] = values[at[19] as number] as string
  headers[names[20] as string] = values[at[20] as number] as string
  headers[names[21] as string] = values[at[21] as number] as string
  headers[names[22] as string] = values[at[22] as number] as string
  headers[names[23] as string] = values[at[23] as number] as string
}

/**
 * An empty object that inherits nothing, for so many headers. V8 keeps few of them as fields, which takes least; for
 * many it would end in a dictionary all the same, by a long way, so that `Object.create(null)` begins with one.
 */
export function newHeaders(count: number): Record<string, string> {
  if (count > MOST_FILLED) return Object.create(null)
  return (count > STEP ? new Many() : new Few()) as Record<string, string>
}

// V8 makes room in the objects of a class for eight fields beside those that its constructor names, and takes back what
// the first objects leave free.
class Few {}

class Many {
  [name: string]: unknown

  constructor(isFull?: true) {
    if (isFull) this.a = this.b = this.c = this.d = this.e = this.f = this.g = this.h = 0
  }
}

// To take the prototype from each object takes as long as all else in `forward`.
for (const { prototype } of [Few, Many]) {
  Reflect.deleteProperty(prototype, 'constructor')
  Object.freeze(Object.setPrototypeOf(prototype, null))
}
