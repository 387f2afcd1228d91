import { EventEmitter } from 'node:events'
import { replace, type Undo } from './replace.ts'

/** What is done with each new instance of a class. */
export type Birth = (instance: object) => void

type Init = (this: object, options?: unknown) => void

/**
 * Looks at each class of emitters when its first instance is made, before that does anything. Servers, requests,
 * sessions and undici's dispatchers all are emitters, whichever copy of them it is, bundled or not, and however it was
 * loaded; so this is where they can be found without a hook in the loader. Node's own `domain` uses the same place.
 * @param inspect called once a class; gives what is to be done with each of its instances, if anything
 */
export function watchBirths(inspect: (prototype: object) => Birth | undefined): Undo {
  const births = new WeakMap<object, Birth | false>()
  return replace<Init>(EventEmitter, 'init', (original) => {
    return function waybillInit(this: object, options) {
      try {
        const prototype = Object.getPrototypeOf(this)
        let birth = births.get(prototype)
        if (birth === undefined) {
          // Before it is looked at: to look may make others.
          births.set(prototype, false)
          birth = inspect(prototype) ?? false
          births.set(prototype, birth)
        }
        if (birth) birth(this)
      } catch {}
      original().call(this, options)
    }
  })
}
