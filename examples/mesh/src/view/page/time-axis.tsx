import type { VNode } from 'preact'
import { formatTick } from './format-time.ts'
import { timeTicks } from './time-ticks.ts'

/** The head of the waterfall: what its columns are, and round times. */
export function TimeAxis({ length }: { length: number }): VNode {
  return (
    <div class="axis">
      <span>Service and operation</span>
      <span class="axis-ticks">
        {timeTicks(length).map((tick) => (
          <span
            key={tick}
            class="tick"
            style={{ left: `${length > 0 ? (100 * tick) / length : 0}%` }}
          >
            {formatTick(tick)}
          </span>
        ))}
      </span>
      <span class="number">Start</span>
      <span class="number">Duration</span>
    </div>
  )
}
