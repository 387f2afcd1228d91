import { FAULTS, type Fates, type Fault, type Finding, type HeaderReport } from './report.ts'

/** Sums up what is wrong, the worst first: headers with the same fault at the same time are one finding. */
export function findingsOf(headers: readonly HeaderReport[]): readonly Finding[] {
  const findings = new Map<string, Finding>()
  for (const fault of FAULTS) {
    for (const header of headers) {
      if (header.alone[fault] + header.overlapping[fault] === 0) continue
      if (fault === 'lost' && !header.expected) continue
      const when = whenOf(fault, header)
      const key = `${fault} ${when}`
      const before = findings.get(key)
      findings.set(key, {
        fault,
        when,
        headers: [...(before?.headers ?? []), header.name],
        remedy: remedyOf(fault, header),
      })
    }
  }
  return [...findings.values()]
}

function whenOf(fault: Fault, { alone, overlapping, changes }: HeaderReport): string {
  const how = fault === 'changed' ? `${Object.keys(changes).join(', ')}, ` : ''
  return how + timeOf(fault, alone, overlapping)
}

function timeOf(fault: Fault, alone: Fates, overlapping: Fates): string {
  if (alone[fault] === 0 && alone.calls > 0) return 'only when requests overlap'
  if (overlapping[fault] === 0 && overlapping.calls > 0) return 'only in requests that are alone'
  const isAlways = alone[fault] >= alone.calls && overlapping[fault] >= overlapping.calls
  return isAlways ? 'in every call' : 'in some calls'
}

function remedyOf(fault: Fault, header: HeaderReport): string {
  const { alone, overlapping } = header
  if (fault === 'mixed') {
    return 'Keep headers with their request: AsyncLocalStorage (@waybill) or an argument, never a module variable, a shared client’s defaults or a field of a singleton.'
  }
  if (fault === 'doubled') {
    return 'Two things set it: let either the code or a library do so, and set it (`set`), rather than add to it (`append`).'
  }
  if (fault === 'changed') {
    return 'Send on what came in, byte for byte: do not parse, trim, encode or write it anew.'
  }
  if (timeOf('lost', alone, overlapping) === 'in every call') {
    return 'Nothing carries it: copy it from the request to each call, in Node.js with @waybill/auto or an adapter; if one is there, list the header in its `headers` and the host in its `targets`.'
  }
  if (alone.lost === 0) {
    return 'The context is lost in something that requests share (a pool, an emitter, a batch): bind its callbacks to the request.'
  }
  return 'Some calls are made without it: see which paths are faulty, and wrap the client that makes them.'
}
