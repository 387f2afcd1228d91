import { EventEmitter } from 'node:events'
import { definePolicy, type Policy, type PolicyOptions } from '@waybill/core'
import { watchBirths } from './births.ts'
import { Classes } from './classes.ts'
import { configuredPolicy } from './configured-policy.ts'
import { loadedClasses } from './loaded-classes.ts'
import type { Session } from './session.ts'

// On the global registry, so that the ESM and the CommonJS copy, or two installed versions, do nothing twice.
const KEY = Symbol.for('@waybill/auto.1')
const shared = globalThis as { [KEY]?: () => void }

/**
 * Makes all servers and clients of this process carry headers. Where it is on already, it starts anew.
 * @param options what to carry and where to, or a policy; left out, they are read from the environment, which may also
 * say that nothing is to be done
 * @throws TypeError for a wrong configuration, with a sentence that says what to write instead
 */
export function start(options?: PolicyOptions | Policy): void {
  const policy = options ? definePolicy(options) : configuredPolicy()
  if (policy && typeof (EventEmitter as { init?: unknown }).init !== 'function')
    throw new TypeError(
      '@waybill/auto: this Node must have EventEmitter.init, got none; use the adapters of Waybill one by one',
    )
  stop()
  if (!policy) return
  const session: Session = { policy, isOn: true }
  const classes = new Classes(session)
  for (const prototype of loadedClasses()) classes.find(prototype)
  const unwatch = watchBirths((prototype) => (session.isOn ? classes.find(prototype) : undefined))
  const stopAll = function stop(): void {
    session.isOn = false
    unwatch()
    classes.undo()
  }
  Object.defineProperty(shared, KEY, { value: stopAll, configurable: true })
}

/** Puts everything back as it was before the start. Requests that are being handled keep their context. */
export function stop(): void {
  shared[KEY]?.()
  delete shared[KEY]
}

/** Whether it is on, by whichever copy of this package. */
export function isStarted(): boolean {
  return shared[KEY] !== undefined
}
