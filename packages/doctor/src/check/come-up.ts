import { setTimeout as wait } from 'node:timers/promises'
import type { Call } from './call.ts'
import type { Client } from './client.ts'
import type { CheckOptions } from './options.ts'
import { isListening, type Service, startService } from './service.ts'
import { UsageError } from './usage-error.ts'
import { environmentOf } from './via.ts'

/** Tells a person something while the check runs. */
export type Say = (line: string) => void

/** The service is there and answers, or a sentence says why not. */
export type Up =
  | { readonly isThere: true; stop(): Promise<void> }
  | { readonly isThere: false; readonly why: string }

/** Between two looks whether the service is there, in milliseconds. */
const LOOK_EVERY_MS = 100
/** Between two requests to one that answers and has not called yet. */
const ASK_EVERY_MS = 1_000

/**
 * Starts the service, or says how to, and waits until it answers. One that was not started here may be running
 * without the variables: it counts from its first call to the echo, or when the wait is over.
 */
export async function comeUp(
  { asking, vias, command, echo, wait: longest }: CheckOptions,
  port: number,
  client: Client,
  say: Say,
  stopped: AbortSignal,
  listen: (listener: (call: Call) => void) => void,
): Promise<Up> {
  const variables = environmentOf(vias, echo.host, port)
  const url = new URL(asking.url.replaceAll('{mark}', '0'))
  let service: Service | undefined
  let wasCalled = false
  listen((call) => {
    wasCalled = true
    call.answer()
  })
  if (command.length > 0) {
    if (await isListening(url)) {
      throw new UsageError(
        `nothing may answer at ${url.host} before the command is started, got something that does; stop it, or leave the command out`,
      )
    }
    service = startService(command, variables)
  } else {
    say('Start the service with:')
    for (const [name, value] of Object.entries(variables)) say(`  export ${name}=${quoted(value)}`)
    say(`Waiting for it at ${url.href}`)
  }
  const stop = async (): Promise<void> => service?.stop()

  const until = performance.now() + longest
  let hasAnswered = false
  let last = 'nothing listened there'
  while (performance.now() < until && !stopped.aborted && !service?.hasEnded()) {
    if (await isListening(url)) {
      const { status, error } = await client.send(new Map(), 'waybill-check')
      hasAnswered = status !== undefined
      if (error !== undefined) last = error
      // A call may also come a moment after the response.
      if (hasAnswered && (wasCalled || service !== undefined)) break
    }
    await wait(hasAnswered ? ASK_EVERY_MS : LOOK_EVERY_MS)
  }
  if (hasAnswered && !stopped.aborted) {
    await wait(LOOK_EVERY_MS)
    return { isThere: true, stop }
  }
  const hasEnded = service?.hasEnded()
  await stop()
  const printed = service?.printed()
  const why = hasEnded
    ? `${command.join(' ')} ended before it answered at ${url.href}`
    : `${url.href} did not answer within ${longest} ms (${last})`
  return { isThere: false, why: `${why}${printed ? `; it printed: ${printed}` : '.'}` }
}

function quoted(value: string): string {
  return /^[\w:/.@-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
}
