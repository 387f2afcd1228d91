import type { VNode } from 'preact'
import type { Span } from '../../collector/span.ts'
import { durationOf } from './span-facts.ts'

/** A span's place on the time axis; open to the right where its duration is not known. */
export function SpanBar(props: { span: Span; offset: number | undefined; length: number }): VNode {
  const { span, offset, length } = props
  const duration = durationOf(span)
  if (offset === undefined || !(length > 0)) return <span class="bar-place" />
  const share = (time: number): number => Math.min(100, (100 * time) / length)
  const width = duration === undefined ? 100 - share(offset) : share(duration)
  const isEndless = duration === undefined ? ' is-endless' : ''
  return (
    <span class="bar-place">
      <span
        class={`bar is-${span.kind?.toLowerCase() ?? 'local'}${isEndless}`}
        style={{ left: `${share(offset)}%`, width: `${width}%` }}
      />
    </span>
  )
}
