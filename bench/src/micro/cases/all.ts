import type { Cases } from './case.ts'

// Loaded when it is needed, so that a case has no more in its process than it takes.
const groups: Readonly<Record<string, () => Promise<Cases>>> = {
  hand: async () => (await import('./hand.ts')).hand,
  waybill: async () => (await import('./waybill.ts')).waybill,
  clients: async () => (await import('./clients.ts')).clients,
  'open-telemetry': async () => (await import('./open-telemetry.ts')).openTelemetry,
  peers: async () => (await import('./peers.ts')).peers,
}

/** A case, with the group and the name by which a process finds it. */
export interface Listed {
  readonly group: string
  readonly name: string
}

/** Those of all cases whose name has one of the given texts in it; all, where none is given. */
export async function listCases(texts: readonly string[]): Promise<Listed[]> {
  const listed: Listed[] = []
  for (const group of Object.keys(groups)) {
    for (const name of Object.keys(await casesOf(group))) {
      const isWanted = texts.length === 0 || texts.some((text) => name.includes(text))
      if (isWanted) listed.push({ group, name })
    }
  }
  return listed
}

/** The cases of a group. */
export async function casesOf(group: string): Promise<Cases> {
  const cases = await groups[group]?.()
  if (!cases) throw new TypeError(`there is no group of cases ${group}`)
  return cases
}
