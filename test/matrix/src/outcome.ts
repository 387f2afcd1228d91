import { type Adapter, contract, type Inbound, type Outbound, type Subject } from '@waybill/testing'

/** What one way in, one way out, or a pair of them showed in one runtime. */
export interface Outcome {
  readonly inbound: string
  readonly outbound: string
  readonly passed: number
  /** Why some behaviours were not shown, each reason once. */
  readonly reasons: readonly string[]
  /** The behaviours that were not kept, with what was wrong. */
  readonly failures: readonly string[]
}

/** What stands for the other half of an adapter that is shown by itself. */
export const CORE = 'core'

/** Shows all that one adapter, a pair of adapters, or a whole service owes. */
export async function outcomeOf(
  names: Pick<Outcome, 'inbound' | 'outbound'>,
  subject: Adapter | Subject,
): Promise<Outcome> {
  const reasons = new Set<string>()
  const failures: string[] = []
  let passed = 0
  for (const { name, skip, run } of contract(subject)) {
    if (skip !== undefined) {
      reasons.add(skip)
      continue
    }
    try {
      await inTime(run())
      passed++
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : error}`)
    }
  }
  const { inbound, outbound } = names
  return { inbound, outbound, passed, reasons: [...reasons], failures }
}

/** Long enough for the slowest on a busy machine; what hangs should say so. */
const MOST_MILLISECONDS = 20_000

async function inTime(shown: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`not shown in ${MOST_MILLISECONDS / 1_000} s`)
    timer = setTimeout(() => reject(error), MOST_MILLISECONDS)
  })
  await Promise.race([shown, late]).finally(() => clearTimeout(timer))
}

/** Shows each way in and each way out by itself. */
export async function singles(
  inbounds: readonly Inbound[],
  outbounds: readonly Outbound[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const inbound of inbounds)
    outcomes.push(await outcomeOf({ inbound: inbound.name, outbound: CORE }, { inbound }))
  for (const outbound of outbounds)
    outcomes.push(await outcomeOf({ inbound: CORE, outbound: outbound.name }, { outbound }))
  return outcomes
}

/** Shows each way in with each way out. */
export async function pairs(
  inbounds: readonly Inbound[],
  outbounds: readonly Outbound[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const inbound of inbounds)
    for (const outbound of outbounds)
      outcomes.push(
        await outcomeOf({ inbound: inbound.name, outbound: outbound.name }, { inbound, outbound }),
      )
  return outcomes
}
