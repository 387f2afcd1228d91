import type { Workload } from '../workloads.ts'
import { compileRoutes, type RouteTable } from './route-table.ts'
import type { RuleFile } from './rule-files.ts'
import { type RuleObject, readRuleObjects } from './rule-object.ts'

/**
 * The rules in force: those of the files, and over them those applied while the mesh runs. A change
 * resolves once it is in force, and rejects when it is refused: then the rules before it stay.
 */
export interface RuleStore {
  table(): RouteTable
  objects(): readonly RuleObject[]
  /** Takes the files as they are now; a changed file wins over what was applied before it. */
  useFiles(files: readonly RuleFile[]): Promise<void>
  /** Adds the objects of a text, each in the place of the one of its kind and name. */
  apply(text: string, source: string): Promise<void>
  /** Drops all that was applied. */
  reset(): Promise<void>
  /** Hands the rules, and each change of them, to what has to follow them. */
  enforceBy(enforce: Enforce): Promise<void>
}

/** Puts a table into force; rejects when it cannot be followed, and leaves it to the next to mend that. */
export type Enforce = (table: RouteTable) => Promise<void> | void

/** Makes a store without rules. */
export function createRuleStore(workloads: readonly Workload[]): RuleStore {
  let files: readonly ReadFile[] = []
  let applied: readonly RuleObject[] = []
  let active: readonly RuleObject[] = []
  let table = compileRoutes(active, workloads)
  let enforce: Enforce = () => undefined
  let last: Promise<unknown> = Promise.resolve()

  // One change after the other, so that the last one to be asked for is the one in force.
  function inTurn(change: () => Promise<void>): Promise<void> {
    const changed = last.then(change)
    last = changed.catch(() => undefined)
    return changed
  }

  async function activate(
    nextFiles: readonly ReadFile[],
    nextApplied: readonly RuleObject[],
  ): Promise<void> {
    const next = layered([...nextFiles.flatMap(({ objects }) => objects), ...nextApplied])
    const nextTable = compileRoutes(next, workloads)
    try {
      await enforce(nextTable)
    } catch (refusal) {
      await enforce(table)
      throw refusal
    }
    table = nextTable
    files = nextFiles
    applied = nextApplied
    active = next
  }

  return {
    table: () => table,
    objects: () => active,
    useFiles: (found) =>
      inTurn(async () => {
        const changed: RuleObject[] = []
        const read = found.map((file) => {
          const known = files.find(({ path, text }) => path === file.path && text === file.text)
          if (known !== undefined) return known
          const objects = readRuleObjects(file.text, file.name)
          changed.push(...objects)
          return { ...file, objects }
        })
        const overruled = new Set(changed.map(keyOf))
        await activate(
          read,
          applied.filter((object) => !overruled.has(keyOf(object))),
        )
      }),
    apply: (text, source) =>
      inTurn(async () => activate(files, layered([...applied, ...readRuleObjects(text, source)]))),
    reset: () => inTurn(() => activate(files, [])),
    enforceBy: (next) =>
      inTurn(async () => {
        enforce = next
        await enforce(table)
      }),
  }
}

interface ReadFile extends RuleFile {
  readonly objects: readonly RuleObject[]
}

function layered(objects: readonly RuleObject[]): RuleObject[] {
  return [...new Map(objects.map((object) => [keyOf(object), object])).values()]
}

function keyOf({ kind, name }: RuleObject): string {
  return `${kind} ${name}`
}
