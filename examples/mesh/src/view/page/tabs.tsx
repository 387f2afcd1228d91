import type { VNode } from 'preact'
import type { Tab } from './store.ts'

const tabs: { tab: Tab; title: string }[] = [
  { tab: 'waterfall', title: 'Waterfall' },
  { tab: 'headers', title: 'Headers at each hop' },
  { tab: 'graph', title: 'Service graph' },
]

/** Chooses what is shown; the arrow keys go from one tab to the next. */
export function Tabs({
  selected,
  onSelect,
}: {
  selected: Tab
  onSelect: (tab: Tab) => void
}): VNode {
  function moveBy(step: number): void {
    const index = tabs.findIndex(({ tab }) => tab === selected)
    const next = tabs[(index + step + tabs.length) % tabs.length]
    if (!next) return
    onSelect(next.tab)
    document.getElementById(`tab-${next.tab}`)?.focus()
  }

  return (
    <div
      class="tabs"
      role="tablist"
      aria-label="What to show"
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') moveBy(1)
        if (event.key === 'ArrowLeft') moveBy(-1)
      }}
    >
      {tabs.map(({ tab, title }) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          data-testid={`tab-${tab}`}
          aria-selected={tab === selected}
          aria-controls="tab-panel"
          tabIndex={tab === selected ? 0 : -1}
          onClick={() => onSelect(tab)}
        >
          {title}
        </button>
      ))}
    </div>
  )
}
