import { AsyncLocalStorage } from 'node:async_hooks'

const stores = new Set<AsyncLocalStorage<unknown>>()

/**
 * Notes every AsyncLocalStorage that is run while a function is at work. Afterwards all is as it was before, so that the
 * noting costs nothing then.
 */
export async function noteStores(work: () => Promise<void>): Promise<void> {
  const { prototype } = AsyncLocalStorage
  const { run } = prototype
  prototype.run = function notedRun(this: AsyncLocalStorage<unknown>, ...args: never[]) {
    stores.add(this)
    return Reflect.apply(run, this, args)
  } as typeof run
  try {
    await work()
  } finally {
    prototype.run = run
  }
}

/** Switches the noted stores off, until they are run again: on Node 20 and 22, one that is on makes every promise dearer. */
export function disableStores(): void {
  for (const store of stores) store.disable()
}

/** How many were noted. */
export function countStores(): number {
  return stores.size
}
