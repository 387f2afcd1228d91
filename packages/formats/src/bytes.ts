/**
 * The bytes of a text in base64, padded or not.
 * @throws Error for a text that is none
 */
export function fromBase64(text: string): Uint8Array {
  // `atob` would take whitespace.
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(text)) throw new Error('not base64')
  return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0))
}

/** Bytes in base64, padded. */
export function toBase64(bytes: Iterable<number>): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** Bytes as digits of hex. */
export function toHex(bytes: Iterable<number>): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

/** The bytes that digits of hex stand for. */
export function fromHex(hex: string): number[] {
  const bytes: number[] = []
  for (let at = 0; at < hex.length; at += 2) bytes.push(Number.parseInt(hex.slice(at, at + 2), 16))
  return bytes
}

/** The text that bytes are in UTF-8; U+FFFD for what is none. */
export function decodeUtf8(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}

/** The text behind `%20` and the like; what is no such sign is left as it is. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[\da-f]{2})+/gi, (signs) =>
    decodeUtf8(Uint8Array.from(fromHex(signs.replaceAll('%', '')))),
  )
}
