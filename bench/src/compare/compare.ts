import { shuffle } from 'simple-statistics'
import { runSlot, type Slot } from '../slots/slot.ts'
import { startSubjects } from '../slots/start-subject.ts'
import { type Surroundings, withSurroundings } from '../slots/surroundings.ts'
import { registry } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'

/** How subjects are compared. */
export interface CompareSettings {
  readonly path: string
  readonly rounds: number
  readonly seconds: number
  readonly requests: number
  readonly warmup: number
  readonly blocks: number
  readonly connections: number
}

/** One slot of each subject, by name, close together in time. */
export type Round = Readonly<Record<string, Slot>>

/** Runs subjects in turn, in a new order each round, and in fresh processes each block. */
export function compareSubjects(
  kind: ServiceKind,
  names: readonly string[],
  settings: CompareSettings,
): Promise<Round[]> {
  return withSurroundings(async (surroundings) => {
    const rounds: Round[] = []
    for (let block = 0; block < settings.blocks; block++) {
      rounds.push(...(await runBlock(kind, names, settings, surroundings)))
    }
    return rounds
  })
}

async function runBlock(
  kind: ServiceKind,
  names: readonly string[],
  { path, rounds, seconds, requests, warmup, connections }: CompareSettings,
  { upstreamPort, load }: Surroundings,
): Promise<Round[]> {
  const subjects = await startSubjects(names, kind, upstreamPort)
  const slotOf = async (subject: (typeof subjects)[number], length: number, atLeast?: number) => {
    const { name, origin } = subject
    const sampled = registry[name]?.sampled ?? '1'
    const flow = { url: origin + path, connections, sampled }
    const slot = await runSlot(subject, load, flow, { seconds: length, requests: atLeast })
    process.stdout.write('.')
    return slot
  }
  try {
    for (const subject of subjects) await slotOf(subject, warmup)
    const done: Round[] = []
    for (let round = 0; round < rounds; round++) {
      const slots: Record<string, Slot> = {}
      for (const subject of shuffle(subjects)) {
        slots[subject.name] = await slotOf(subject, seconds, requests)
      }
      done.push(slots)
    }
    return done
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()))
  }
}
