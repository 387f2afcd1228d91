import type { Metadata } from '@grpc/grpc-js'

/** The entries of metadata as texts: bytes as base64 without padding, a repeated entry as a list. */
export function textsOf(metadata: Metadata): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(metadata.toJSON()).map(([name, values]) => {
      const texts = values.map((value) =>
        typeof value === 'string' ? value : value.toString('base64').replace(/=+$/, ''),
      )
      return [name, texts.length === 1 ? (texts[0] as string) : texts]
    }),
  )
}
