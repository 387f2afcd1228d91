import type { VNode } from 'preact'
import { countText } from './count-text.ts'
import { formatClock, formatDuration } from './format-time.ts'
import { nounFor, type PageLoad, spanCount } from './page-loads.ts'
import { operationOf } from './span-facts.ts'
import { TraceStrip } from './trace-strip.tsx'

/** Says at a glance whether a page load is one trace or fell into several. */
export function Banner({ load }: { load: PageLoad }): VNode {
  const isBroken = load.traces.length > 1
  const [first] = load.traces
  const errors = load.traces.reduce((sum, trace) => sum + trace.errorCount, 0)
  return (
    <section
      class={isBroken ? 'banner is-broken' : 'banner is-whole'}
      data-testid="banner"
      aria-live="polite"
    >
      <div>
        <h2>{titleFor(load)}</h2>
        <p>
          <span class="banner-operation">{operationOf(first.root)}</span> at{' '}
          {formatClock(load.start)}, {formatDuration(first.end - first.start)}.{' '}
          {explanationFor(load)}
          {errors > 0 && (
            <strong class="banner-errors"> {countText(errors, 'span')} failed.</strong>
          )}
        </p>
      </div>
      <TraceStrip load={load} />
    </section>
  )
}

function titleFor(load: PageLoad): string {
  const noun = nounFor(load)
  const traces = countText(load.traces.length, 'trace')
  if (load.traces.length > 1) return `One ${noun} fell into ${traces}`
  const soFar = load.traces[0].origin === 'unfinished' ? ' so far' : ''
  return `One ${noun}: ${traces}, ${countText(spanCount(load), 'span')}${soFar}`
}

function explanationFor(load: PageLoad): string {
  if (load.traces.length > 1) {
    return 'Each call made without the headers began a trace of its own.'
  }
  if (load.traces[0].services.length === 1) return 'No other service was called.'
  return 'Every service passed its headers on.'
}
