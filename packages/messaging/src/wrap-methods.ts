const WRAPPED = Symbol.for('@waybill/messaging.wrapped')

type Method = (...args: unknown[]) => unknown
/** Makes the arguments to call a method with from those that it was called with. */
export type ChangeArguments = (args: readonly unknown[]) => readonly unknown[]

/**
 * Changes the arguments of some of an object's methods, once, however often this is called.
 * @returns whether they were not changed before
 * @throws TypeError for an object that has no such methods
 */
export function wrapMethods(
  object: unknown,
  changes: Readonly<Record<string, ChangeArguments>>,
  wanted: string,
): boolean {
  const methods = Object(object) as Record<string, Method> & { [WRAPPED]?: true }
  const names = Object.keys(changes)
  if (!names.every((name) => typeof methods[name] === 'function')) {
    throw new TypeError(
      `@waybill/messaging: ${wanted}, got ${object === null ? 'null' : typeof object} without ${names.join(', ')}`,
    )
  }
  if (methods[WRAPPED]) return false
  Object.defineProperty(methods, WRAPPED, { value: true })
  // A method that calls another one of them has changed its arguments already.
  let isInside = false
  for (const name of names) {
    const method = methods[name] as Method
    const change = changes[name] as ChangeArguments
    methods[name] = function withWaybill(this: unknown, ...args: unknown[]): unknown {
      if (isInside) return Reflect.apply(method, this, args)
      const changed = attempt(change, args)
      isInside = true
      try {
        return Reflect.apply(method, this, changed)
      } finally {
        isInside = false
      }
    }
  }
  return true
}

/** The changed arguments; those of the caller when one cannot be read, so that the client says so itself. */
function attempt(change: ChangeArguments, args: readonly unknown[]): readonly unknown[] {
  try {
    return change(args)
  } catch {
    return args
  }
}
