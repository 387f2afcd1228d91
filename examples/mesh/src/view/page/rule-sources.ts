import type { MeshState } from './mesh-api.ts'

/** The rules that came from one place, such as a file. */
export type RuleSource = {
  source: string
  /** What they are: `VirtualService ratings, reviews`. */
  contents: string[]
  /** Whether they route requests, rather than only name subsets. */
  routes: boolean
}

/** Groups rules by where they came from, those that route requests first. */
export function ruleSources(rules: MeshState['rules']): RuleSource[] {
  const sources = [...new Set(rules.map((rule) => rule.source))].map((source) => {
    const own = rules.filter((rule) => rule.source === source)
    const kinds = [...new Set(own.map((rule) => rule.kind))]
    return {
      source: sourceName(source),
      contents: kinds.map((kind) => `${kind} ${namesOf(own, kind).join(', ')}`),
      routes: kinds.includes('VirtualService'),
    }
  })
  return sources.sort((one, other) => Number(other.routes) - Number(one.routes))
}

/** The name of a rule file as its sample has it: without folder and ending. */
export function sourceName(source: string): string {
  return (source.split(/[\\/]/).at(-1) ?? source).replace(/\.ya?ml$/, '')
}

function namesOf(rules: MeshState['rules'], kind: string): string[] {
  return rules.filter((rule) => rule.kind === kind).map((rule) => rule.name)
}
