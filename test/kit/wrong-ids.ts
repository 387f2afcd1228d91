/** Makes 200 calls at once, each for an id of its own, and gives what arrived in place of an id. */
export async function wrongIds(call: (id: string) => Promise<unknown>): Promise<unknown[]> {
  const ids = Array.from({ length: 200 }, (_, index) => `r-${index}`)
  const seen = await Promise.all(ids.map(call))
  return seen.filter((id, index) => id !== ids[index])
}
