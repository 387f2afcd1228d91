/** Writes a count with its noun: `1 trace`, `4 traces`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
