import diagnostics from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { dirname, join } from 'node:path'
import type { CaptureMessage, ForwardMessage, HeaderExplanation, Waybill } from '@waybill/core'
import type { Inbound } from './model.ts'
import { scopes } from './scope.ts'
import { framesOf, keepStack } from './stack.ts'

/** A copy of @waybill/core that this process has loaded. */
export interface Copy {
  readonly folder: string
  readonly version: string
}

interface Store {
  getStore(): Waybill | undefined
  run(
    waybill: Waybill | undefined,
    fn: (...args: unknown[]) => unknown,
    ...args: unknown[]
  ): unknown
}

const STORE = /^@waybill\/core\.store\./
const copies: Copy[] = []
const followed = new WeakSet<Store>()
/** What Waybill was asked for outside of any request that is known. */
let lastForward: { origin: string; headers: readonly string[] } | undefined

/** The copies of @waybill/core that were loaded so far, each folder once. */
export function loadedCopies(): readonly Copy[] {
  return copies
}

/** How many stores there are: copies that share one work together, others do not see each other's requests. */
export function stores(): readonly Store[] {
  return Object.getOwnPropertySymbols(globalThis).flatMap((key) => {
    const store = STORE.test(key.description ?? '') ? Reflect.get(globalThis, key) : undefined
    return typeof store?.getStore === 'function' ? [store as Store] : []
  })
}

/** What an app runs outside of its request on purpose, by `run(undefined, fn)`, belongs to none here, either. */
export function followRuns(): void {
  for (const store of stores()) {
    const { run } = store
    if (followed.has(store)) continue
    followed.add(store)
    store.run = function runFollowed(waybill, fn, ...args) {
      const enter = () => run.call(store, waybill, fn, ...args)
      return waybill === undefined && scopes.getStore() ? scopes.run(undefined, enter) : enter()
    }
  }
}

/** The waybill that is current, in whichever store. */
export function currentWaybill(): Waybill | undefined {
  for (const store of stores()) {
    const waybill = store.getStore()
    if (waybill) return waybill
  }
  return undefined
}

/** What a waybill says of a call; nothing if it is of a version that says it otherwise. */
export function explained(waybill: Waybill | undefined, url: string): readonly HeaderExplanation[] {
  try {
    return waybill?.explain(url) ?? []
  } catch {
    return []
  }
}

/** Takes the last answer of Waybill for a call to an origin, so that it counts for one call only. */
export function takeForward(
  origin: string,
  owner: Inbound | undefined,
): readonly string[] | undefined {
  const known = owner?.forwards
  const index = known?.findIndex((one) => one.origin === origin) ?? -1
  if (known && index >= 0) return known.splice(index, 1)[0]?.headers
  const last = lastForward
  if (last?.origin !== origin) return undefined
  lastForward = undefined
  return last.headers
}

/** Listens to Waybill's channels, and notes each copy of core that is loaded from now on. */
export function watchWaybills(): void {
  const { channel } = diagnostics
  diagnostics.subscribe('waybill:capture', (message) => {
    const owner = scopes.getStore()?.owner
    if (owner && (message as CaptureMessage).headers) owner.captures += 1
  })
  diagnostics.subscribe('waybill:forward', (message) => {
    const { target, headers } = message as ForwardMessage
    if (target === undefined) return
    const owner = scopes.getStore()?.owner
    if (owner) owner.forwards.push({ origin: target, headers })
    else lastForward = { origin: target, headers }
  })
  // Each copy asks for its channels when it is loaded, as ESM or CommonJS.
  diagnostics.channel = function channelOf(name) {
    if (name === 'waybill:capture') noteCopy(framesOf(keepStack(5, channelOf))[0]?.file)
    return channel(name)
  }
  syncBuiltinESMExports()
}

function noteCopy(file: string | undefined): void {
  const folder = file && packageFolder(dirname(file))
  if (!folder || copies.some((copy) => copy.folder === folder)) return
  copies.push({ folder, version: versionOf(folder) ?? 'of an unknown version' })
}

function packageFolder(folder: string): string {
  if (versionOf(folder)) return folder
  const above = dirname(folder)
  return above === folder ? folder : packageFolder(above)
}

function versionOf(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  } catch {
    return undefined
  }
}
