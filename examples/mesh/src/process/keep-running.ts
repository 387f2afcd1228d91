import { setTimeout as pause } from 'node:timers/promises'

/** Something that runs until it is stopped, or ends by itself. */
export interface Running {
  readonly pid: number | undefined
  /** Resolves to one sentence when it ends without having been told to. */
  readonly crashed: Promise<string>
  stop(): Promise<void>
}

/** Something that is started again whenever it ends by itself. */
export interface KeptRunning<T extends Running> {
  /** The first one, once it runs; rejects with one sentence when that cannot be started. */
  readonly started: Promise<T>
  /** The one that runs now or ran last; `undefined` before the first. */
  current(): T | undefined
  stop(): Promise<void>
}

/** How something is kept running. */
export interface KeepRunningOptions<T extends Running> {
  /** Starts it; rejects with one sentence when that fails, with nothing left behind. */
  readonly start: (signal: AbortSignal) => Promise<T>
  /** Takes one sentence each time it ends by itself or cannot be started again. */
  readonly print: (line: string) => void
  /** Takes one sentence when it has ended too often to be started once more. */
  readonly onGiveUp: ((sentence: string) => void) | undefined
}

/** It is given up on when it ends for the fourth time within a minute. */
const most = { restarts: 3, within: 60_000 }

/** Starts something and keeps it running, as a cluster does with its pods. */
export function keepRunning<T extends Running>(options: KeepRunningOptions<T>): KeptRunning<T> {
  const { start, print, onGiveUp } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const stopped = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined))
  })
  let current: T | undefined
  const started = startOnce()
  const kept = keep()

  async function startOnce(): Promise<T> {
    current = await start(signal)
    return current
  }

  /** How the one that runs now ends; `undefined` when it was told to. */
  async function endOf(begun: Promise<T>): Promise<string | undefined> {
    const { crashed } = await begun
    return Promise.race([crashed, stopped])
  }

  async function keep(): Promise<void> {
    let ends: number[] = []
    let sentence = await endOf(started).catch(() => undefined)
    while (sentence !== undefined) {
      const now = Date.now()
      ends = [...ends.filter((time) => now - time < most.within), now]
      if (ends.length > most.restarts) return onGiveUp?.(sentence)
      print(`${sentence} It is started again.`)
      await pause(250 * 2 ** ends.length, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      sentence = await endOf(startOnce()).catch((error: Error) => error.message)
      if (signal.aborted) return
    }
  }

  return {
    started,
    current: () => current,
    async stop() {
      stopping.abort()
      await kept
      await current?.stop()
    },
  }
}
