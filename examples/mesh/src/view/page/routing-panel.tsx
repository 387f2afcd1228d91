import type { VNode } from 'preact'
import type { Actions } from './actions.ts'
import type { MeshState } from './mesh-api.ts'
import { OwnRules } from './own-rules.tsx'
import { ruleSources } from './rule-sources.ts'

/** The routing rules in force, and samples to try. */
export function RoutingPanel({ mesh, actions }: { mesh: MeshState; actions: Actions }): VNode {
  const sources = ruleSources(mesh.rules)
  const applied = new Set(sources.map(({ source }) => source))
  return (
    <section class="panel routing" aria-labelledby="routing-title">
      <div class="panel-head">
        <h2 id="routing-title">Routing</h2>
        <button
          type="button"
          class="button small"
          data-testid="reset-rules"
          disabled={mesh.rules.length === 0}
          onClick={actions.resetRules}
        >
          Reset
        </button>
      </div>
      <div class="routing-scroll">
        <ul class="rules" data-testid="rules">
          {!sources.some((source) => source.routes) && (
            <li class="hint">No routing rules: each version gets its turn.</li>
          )}
          {sources.map(({ source, contents, routes }) => (
            <li key={source} class={routes ? '' : 'is-subset'}>
              {source}
              <span>{contents.join('; ')}</span>
            </li>
          ))}
        </ul>
        <ul class="samples" aria-label="Samples">
          {mesh.samples.map(({ name, title }) => (
            <li key={name}>
              <span>{title}</span>
              {applied.has(name) && <span class="applied">in force</span>}
              <button
                type="button"
                class="button small"
                data-testid={`sample-${name}`}
                aria-label={`Apply: ${title}`}
                onClick={() => actions.applySample(name)}
              >
                Apply
              </button>
            </li>
          ))}
        </ul>
        <OwnRules onApply={actions.applyRules} />
      </div>
    </section>
  )
}
