import type { Metadata } from '@grpc/grpc-js'
import { familyOf } from '@waybill/core'

/** The values of an entry as header texts: bytes, which `-bin` entries hold, as base64 without padding, as on the wire. */
export function textsOf(metadata: Metadata, name: string): string[] {
  return metadata.get(name).map((value) => (typeof value === 'string' ? value : textOf(value)))
}

/**
 * A copy of metadata with headers added, or the metadata itself where there is nothing to add. What gRPC cannot send is
 * left out, together with its family.
 */
export function withHeaders(
  metadata: Metadata,
  headers: Readonly<Record<string, string>>,
): Metadata {
  const names = Object.keys(headers)
  const refused = names.filter((name) => !isSendable(name, headers[name] as string))
  const sent = names.filter((name) => !refused.some((other) => familyOf(other).includes(name)))
  if (sent.length === 0) return metadata
  const copy = metadata.clone()
  // `clone` leaves behind what one interceptor has set for another, by `setOpaque`.
  const { opaqueData } = metadata as object as { opaqueData?: unknown }
  if (opaqueData) Object.assign(copy, { opaqueData })
  for (const name of sent) {
    const text = headers[name] as string
    if (isBinary(name))
      for (const one of text.split(',')) copy.add(name, Buffer.from(one, 'base64'))
    else copy.set(name, text)
  }
  return copy
}

function isBinary(name: string): boolean {
  return name.endsWith('-bin')
}

function isSendable(name: string, text: string): boolean {
  if (isBinary(name)) return NAME.test(name) && text.split(',').every(isBase64)
  // Other names with `grpc-` are the protocol's own: a timeout of another call would end this one.
  return NAME.test(name) && !name.startsWith('grpc-') && TEXT.test(text)
}

function isBase64(text: string): boolean {
  return textOf(Buffer.from(text, 'base64')) === text.replace(/=+$/, '')
}

function textOf(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

const NAME = /^[\da-z_.-]+$/
const TEXT = /^[!-~]([ -~]*[!-~])?$/
