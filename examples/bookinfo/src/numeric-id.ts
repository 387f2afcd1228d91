/** Reads an id that is nothing but a whole number: neither `0x` nor `1e3` nor an empty text is one. */
export function readNumericId(text: string): number | undefined {
  if (!/^-?\d+$/.test(text)) return undefined
  const id = Number(text)
  return Number.isSafeInteger(id) ? id : undefined
}
