/** What undici keeps on an object under a symbol of its own. */
export function hidden(owner: object, name: string): unknown {
  const key = Reflect.ownKeys(owner).find((key) => (key as symbol).description === name)
  return key && Reflect.get(owner, key)
}
