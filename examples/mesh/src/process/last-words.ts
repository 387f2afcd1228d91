/** The line of stderr that best says why a process ended, as the end of a sentence. */
export function lastWords(errorLines: readonly string[]): string {
  // Below its message, Node writes the stack, the error's fields and its own version.
  const message = errorLines.findLast((line) => /^(Uncaught )?\w*Error\b.*:/.test(line))
  const line = message ?? errorLines.at(-1)
  return line === undefined ? '' : `: ${line.trim().replace(/\.$/, '')}`
}
