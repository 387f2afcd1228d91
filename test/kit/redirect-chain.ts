/** A URL from which echo servers redirect to each of these places in turn; the last of them answers. */
export function redirectChain(status: number, ...places: string[]): string {
  return places.reduceRight(
    (next, from) => `${from}/?status=${status}&to=${encodeURIComponent(next)}`,
  )
}
