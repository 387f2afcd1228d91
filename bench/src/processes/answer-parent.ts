import { createBirpc } from 'birpc'

/** Answers the process that started this one, and ends with it. */
export function answerParent<Functions extends object>(functions: Functions): void {
  createBirpc<Record<string, never>, Functions>(functions, {
    post: (message) => process.send?.(message),
    on: (listener) => process.on('message', listener),
  })
  process.on('disconnect', () => process.exit())
  process.send?.('ready')
}
