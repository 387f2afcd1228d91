import { help, readCommand } from './command.ts'
import { listing } from './listing.ts'
import { startStack } from './stack.ts'

const stopping = new AbortController()
let exitCode = 0

try {
  const command = readCommand(process.argv.slice(2), process.env)
  if ('asksForHelp' in command) {
    console.log(help)
  } else {
    stopOnSignals()
    const { signal } = stopping
    const stack = await startStack({ ...command.options, signal, onGiveUp: endWith })
    console.log(listing(stack.addresses))
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
    await stack.stop()
  }
} catch (error) {
  if (!stopping.signal.aborted) endWith((error as Error).message)
}
process.exit(exitCode)

function endWith(sentence: string): void {
  console.error(sentence)
  exitCode = 1
  stopping.abort()
}

function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Asked for a second time: at once. The services end with the process they were forked from.
      if (stopping.signal.aborted) process.exit(130)
      stopping.abort()
    })
  }
}
