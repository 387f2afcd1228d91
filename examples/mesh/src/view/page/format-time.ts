/** Writes a length of time given in milliseconds with three digits and its unit: `12.3 ms`. */
export function formatDuration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '–'
  if (milliseconds >= 1000) return `${threeDigits(milliseconds / 1000)} s`
  if (milliseconds >= 1 || milliseconds === 0) return `${threeDigits(milliseconds)} ms`
  return `${Math.round(milliseconds * 1000)} µs`
}

/** Writes the time of day, to the second, of a time in milliseconds since 1970. */
export function formatClock(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { timeStyle: 'medium', hourCycle: 'h23' })
}

/** Writes a round time on an axis without the digits it does not need: `20 ms`. */
export function formatTick(milliseconds: number): string {
  const number = (value: number): string => String(Number(value.toPrecision(3)))
  return milliseconds >= 1000 ? `${number(milliseconds / 1000)} s` : `${number(milliseconds)} ms`
}

function threeDigits(value: number): string {
  if (value === 0) return '0'
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2)
}
