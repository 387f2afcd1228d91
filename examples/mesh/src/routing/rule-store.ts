import type { Workload } from '../workloads.ts'
import { compileRoutes, type RouteTable } from './route-table.ts'
import type { RuleFile } from './rule-files.ts'
import { type RuleObject, readRuleObjects } from './rule-object.ts'

/** The rules in force: those of the files, and over them those applied while the mesh runs. */
export interface RuleStore {
  table(): RouteTable
  objects(): readonly RuleObject[]
  /** Takes the files as they are now; a changed file wins over what was applied before it. */
  useFiles(files: readonly RuleFile[]): void
  /** Adds the objects of a text, each in the place of the one of its kind and name. */
  apply(text: string, source: string): void
  /** Drops all that was applied. */
  reset(): void
}

/** Makes a store without rules. Whatever is refused leaves the rules before it in force. */
export function createRuleStore(workloads: readonly Workload[]): RuleStore {
  let files: readonly ReadFile[] = []
  let applied: readonly RuleObject[] = []
  let active: readonly RuleObject[] = []
  let table = compileRoutes(active, workloads)

  function activate(nextFiles: readonly ReadFile[], nextApplied: readonly RuleObject[]): void {
    const next = layered([...nextFiles.flatMap(({ objects }) => objects), ...nextApplied])
    table = compileRoutes(next, workloads)
    files = nextFiles
    applied = nextApplied
    active = next
  }

  return {
    table: () => table,
    objects: () => active,
    useFiles(found) {
      const changed: RuleObject[] = []
      const read = found.map((file) => {
        const known = files.find(({ path, text }) => path === file.path && text === file.text)
        if (known !== undefined) return known
        const objects = readRuleObjects(file.text, file.name)
        changed.push(...objects)
        return { ...file, objects }
      })
      const overruled = new Set(changed.map(keyOf))
      activate(
        read,
        applied.filter((object) => !overruled.has(keyOf(object))),
      )
    },
    apply: (text, source) =>
      activate(files, layered([...applied, ...readRuleObjects(text, source)])),
    reset: () => activate(files, []),
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
