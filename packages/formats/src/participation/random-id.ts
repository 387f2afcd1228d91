/**
 * A random id of so many bytes, in lower-case hex, never all zeros. Not made of a UUID, whose fixed bits would mislead
 * whoever samples by the id.
 */
export function randomId(bytes: number): string {
  let id = ''
  for (const byte of globalThis.crypto.getRandomValues(new Uint8Array(bytes)))
    id += byte.toString(16).padStart(2, '0')
  return /[^0]/.test(id) ? id : randomId(bytes)
}
