import { inboundHeaders } from '../load/inbound.ts'
import { carried } from '../subjects/carried.ts'
import { type Entry, inboundCarried } from '../subjects/registry.ts'

const overlapping = 20

/**
 * Sends overlapping requests through a service, and compares what reached the upstream with what its subject is to
 * forward.
 * @returns what is wrong, a sentence each; nothing when all is right
 */
export async function faultsOf(
  port: number,
  { forwards, sampled }: Pick<Entry, 'forwards' | 'sampled'>,
): Promise<string[]> {
  const faults = await Promise.all(
    Array.from({ length: overlapping }, async () => {
      const sent = inboundHeaders(sampled)
      const response = await fetch(`http://127.0.0.1:${port}/echo`, { headers: sent })
      const text = await response.text()
      if (!response.ok) return [`it answers ${response.status}: ${text.slice(0, 200)}`]
      return compare(sent, JSON.parse(text), forwards)
    }),
  )
  return [...new Set(faults.flat())]
}

function compare(
  sent: Readonly<Record<string, string>>,
  arrived: Readonly<Record<string, string>>,
  { kept, renewed }: Entry['forwards'],
): string[] {
  const faults: string[] = []
  for (const name of [...carried, 'cookie']) {
    const value = arrived[name]
    if (kept.includes(name)) {
      if (value !== sent[name]) faults.push(`${name} does not arrive as it came in`)
    } else if (renewed.includes(name)) {
      if (value === undefined || value === sent[name]) faults.push(`${name} has no new value`)
    } else if (value !== undefined) faults.push(`${name} arrives, and is not expected to`)
  }
  return faults
}

/** What a subject forwards, in a few words, for a table. */
export function describeForwarding({ kept, renewed }: Entry['forwards']): string {
  if (kept.length === inboundCarried.length) return `all ${kept.length}`
  if (kept.length + renewed.length === 0) return 'nothing'
  return [...kept, ...renewed.map((name) => `${name} (new)`)].join(', ')
}
