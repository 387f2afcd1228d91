/** A copy of all that can be read of options, be it own, inherited or from a getter: a Request serves as them, too. */
export function membersOf(given: object): RequestInit {
  // Not a spread, which makes an object that takes long to add to.
  const members = Object.assign({}, given) as Record<string | symbol, unknown>
  let from = Reflect.getPrototypeOf(given)
  for (; from && from !== Object.prototype; from = Reflect.getPrototypeOf(from)) {
    for (const key of Reflect.ownKeys(from)) members[key] ??= Reflect.get(given, key)
  }
  return members
}
