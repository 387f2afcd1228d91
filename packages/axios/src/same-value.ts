/** Whether a header still has the value it was given; axios takes off the blanks around it. */
export function isSameValue(found: unknown, given: string | undefined): boolean {
  return typeof found === 'string' && found.trim() === given?.trim()
}
