import { styleText } from 'node:util'

/** Where a report is printed: a terminal, a pipe, or what a test gives. */
export interface Output {
  write(text: string): unknown
  readonly columns?: number
  hasColors?(): boolean
}

/** Colours a text. */
export type Paint = (
  style: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold',
  text: string,
) => string

/** Colours where the output has colours, and nowhere else. */
export function paintFor(output: Output): Paint {
  const { NO_COLOR, FORCE_COLOR } = process.env
  const isForced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0'
  const hasColours = isForced || (!NO_COLOR && output.hasColors?.() === true)
  return function paint(style, text) {
    // The stream was looked at above: it need not be the standard output.
    return hasColours ? styleText(style, text, { validateStream: false }) : text
  }
}
