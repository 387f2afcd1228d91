/**
 * A copy of an object with some fields changed. One that is no plain object is inherited from instead, since it may have
 * fields on its class, or from another object.
 */
export function withFields<T extends object>(object: T, fields: Partial<T>): T {
  const prototype = Object.getPrototypeOf(object)
  return prototype === null || Object.getPrototypeOf(prototype) === null
    ? { ...object, ...fields }
    : Object.create(object, Object.getOwnPropertyDescriptors(fields))
}
