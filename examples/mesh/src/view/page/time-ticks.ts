/** Gives round times from 0 to a length, in milliseconds, about as many as wanted. */
export function timeTicks(length: number, wanted = 5): number[] {
  if (!(length > 0)) return [0]
  const rough = length / wanted
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((factor) => factor * magnitude >= rough) ?? 10) * magnitude
  const ticks: number[] = []
  for (let index = 0; index * step <= length; index++) ticks.push(index * step)
  return ticks
}
