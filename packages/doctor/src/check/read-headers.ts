import { validateHeaderName, validateHeaderValue } from 'node:http'
import { splitAtEquals } from './marks/tested-header.ts'
import { UsageError } from './usage-error.ts'

/** Headers that say how a message is read: none of them is carried on. */
const FRAMING = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
]

/**
 * Reads headers of the form `name=value`, or, where no value is needed, `name`.
 * @throws UsageError for what cannot be sent
 */
export function readHeaders(
  flag: string,
  given: readonly string[],
  needsValue: boolean,
): readonly (readonly [name: string, value: string | undefined])[] {
  return given.map((one) => {
    const [name, value] = splitAtEquals(one)
    if (canBeSent(name, value ?? '') && !(needsValue && value === undefined)) {
      return [name, value] as const
    }
    throw new UsageError(
      `${flag} must be a header that can be sent${needsValue ? ', with its value' : ''}, got one named ${JSON.stringify(name)}; write \`${flag} x-tenant=shop\``,
    )
  })
}

function canBeSent(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return !FRAMING.includes(name.toLowerCase())
  } catch {
    return false
  }
}
