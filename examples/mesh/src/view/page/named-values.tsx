import type { VNode } from 'preact'

/** A titled list of names and their values. */
export function NamedValues(props: { title: string; entries: [string, string][] }): VNode {
  const { title, entries } = props
  return (
    <section class="named-values">
      <h4>{title}</h4>
      {entries.length === 0 && <p class="hint">None.</p>}
      <dl>
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
