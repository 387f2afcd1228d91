import { AsyncLocalStorage } from 'node:async_hooks'
import { copy, type Picked, pick } from '../../subjects/hand-loop.ts'
import type { Cases } from './case.ts'

/** What people write by hand. */
export const hand: Cases = {
  'hand: pick + copy': {
    about:
      'pick those of 14 names that are there, copy them name by name into the headers of a call',
    prepare: (next) => () => copy(pick(next().headers)),
  },
  'hand: pick': {
    about: 'pick without the copy',
    prepare: (next) => () => pick(next().headers),
  },
  'hand: run(pick) + copy': {
    about: 'the same through an AsyncLocalStorage',
    prepare(next) {
      const storage = new AsyncLocalStorage<Picked>()
      const send = () => copy(storage.getStore())
      return () => storage.run(pick(next().headers), send)
    },
  },
  'als.run + getStore': {
    about: 'an AsyncLocalStorage alone',
    prepare(next) {
      const storage = new AsyncLocalStorage<object>()
      const read = () => storage.getStore()
      return () => storage.run(next(), read)
    },
  },
}
