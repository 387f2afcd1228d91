import { Writable } from 'node:stream'

/** A stream that keeps what is written to it. */
export interface Memory {
  readonly stream: Writable
  text(): string
  /** The lines, parsed as JSON. */
  lines(): Record<string, unknown>[]
}

/** Makes a stream that keeps what is written to it. */
export function memory(): Memory {
  const chunks: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  const text = () => chunks.join('')
  const lines = () =>
    text()
      .split('\n')
      .flatMap((line) => (line ? [JSON.parse(line)] : []))
  return { stream, text, lines }
}
