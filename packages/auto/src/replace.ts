/** Puts back what was there before. */
export type Undo = () => void

/**
 * Puts a function in the place of a method, as a property like the one that was there.
 * @param make makes the new one, given what gives the old one: looked up at each call where it is inherited, since
 * another tool may replace it there
 * @returns what puts the old one back; where another tool has wrapped the new one since, it stays, and must then do
 * nothing of its own
 */
export function replace<F>(owner: object, key: PropertyKey, make: (original: () => F) => F): Undo {
  const before = Object.getOwnPropertyDescriptor(owner, key)
  const above = Object.getPrototypeOf(owner)
  const own = before?.value as F
  const value = make(before ? () => own : () => Reflect.get(above, key))
  Object.defineProperty(owner, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: before?.enumerable ?? false,
  })
  return function undo() {
    if (Object.getOwnPropertyDescriptor(owner, key)?.value !== value) return
    if (before) Object.defineProperty(owner, key, before)
    else Reflect.deleteProperty(owner, key)
  }
}
