import { type Carrier, eachHeader } from '../capture/carrier.ts'
import { familyBit } from '../headers/families.ts'
import { isSignedAuthorization } from './signed-request.ts'

/** What counts of the headers that a caller has set itself. */
export interface Caller {
  /** Those that count, in lower case. */
  readonly names: readonly string[]
  /** The bits of the families that one of them belongs to. */
  readonly families: number
  readonly isSigned: boolean
}

/** A caller that has set nothing which counts. */
export const NO_CALLER: Caller = { names: [], families: 0, isSigned: false }

/**
 * Reads the headers that a caller has set; `undefined` when a getter of theirs throws.
 * @param carried the names that count, in lower case; all if it is left out
 */
export function readCaller(
  already: Carrier | undefined,
  carried?: readonly string[],
): Caller | undefined {
  // Most have set none, and the function that reads them takes memory wherever it begins.
  return already === undefined ? NO_CALLER : read(already, carried)
}

function read(already: Carrier, carried: readonly string[] | undefined): Caller | undefined {
  const names: string[] = []
  let families = 0
  let isSigned = false
  try {
    eachHeader(already, (name, value) => {
      if (!carried || carried.includes(name)) names.push(name)
      families |= familyBit(name)
      if (name === 'authorization') isSigned ||= isSignedAuthorization(value)
    })
  } catch {
    return undefined
  }
  return names.length > 0 || families !== 0 || isSigned ? { names, families, isSigned } : NO_CALLER
}
