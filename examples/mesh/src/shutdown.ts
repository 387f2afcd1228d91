/** Remembers what has been opened, to close it in the opposite order. */
export interface Shutdown {
  /**
   * Takes what closes something.
   * @throws after the shutdown has begun: then it is closed right away.
   */
  onStop(close: () => Promise<void> | void): Promise<void>
  /** Closes everything, once however often it is called. Never rejects. */
  stop(): Promise<void>
}

/** Makes a shutdown with nothing to close yet. */
export function createShutdown(): Shutdown {
  const closers: (() => Promise<void> | void)[] = []
  let stopped: Promise<void> | undefined

  async function closeAll(): Promise<void> {
    for (const close of closers.toReversed()) {
      // What cannot be closed must not keep the rest open.
      await Promise.resolve(close()).catch(() => undefined)
    }
  }

  return {
    async onStop(close) {
      if (stopped === undefined) {
        closers.push(close)
        return
      }
      await close()
      throw new Error('The mesh has been stopped.')
    },
    stop: () => {
      stopped ??= closeAll()
      return stopped
    },
  }
}
