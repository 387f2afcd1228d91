import { type Carrier, eachEntry } from '../capture/carrier.ts'
import { familyBit } from '../headers/families.ts'
import { isSignedAuthorization } from './signed-request.ts'

/** What counts of the headers that a caller has set itself. */
export interface Caller {
  readonly names: ReadonlySet<string>
  readonly families: number
  readonly isSigned: boolean
}

const NO_CALLER: Caller = { names: new Set(), families: 0, isSigned: false }

/** Reads the headers that a caller has set; `undefined` when a getter of theirs throws. */
export function readCallerSafely(already: Carrier | undefined): Caller | undefined {
  if (already === undefined) return NO_CALLER
  try {
    return readCaller(already)
  } catch {
    return undefined
  }
}

function readCaller(already: Carrier): Caller {
  const names = new Set<string>()
  let families = 0
  let isSigned = false
  eachEntry(already, (name, value) => {
    const lower = name.toLowerCase()
    names.add(lower)
    families |= familyBit(lower)
    if (lower === 'authorization')
      isSigned ||= isSignedAuthorization(Array.isArray(value) ? value[0] : value)
  })
  return { names, families, isSigned }
}
