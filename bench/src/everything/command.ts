import { allocation } from '../allocation/command.ts'
import { command } from '../command/command.ts'
import { out } from '../command/common-flags.ts'
import { flag } from '../command/flags.ts'
import { services } from '../compare/command.ts'
import { curvesOfCalls } from '../curves/all.ts'
import { curves } from '../curves/command.ts'
import { micro } from '../micro/command.ts'
import { soak } from '../soak/command.ts'
import { startup } from '../startup/command.ts'
import { toggle } from '../toggle/command.ts'

/** The parts, with flags for half an hour in all, and for a few minutes. */
const parts = [
  {
    part: toggle,
    full: '--cycles 18 --processes 2',
    quick: '--cycles 5 --processes 1 --warmup 1',
  },
  {
    part: services,
    full: '--rounds 4 --blocks 2 --warmup 4',
    quick: '--rounds 1 --blocks 1 --warmup 1 --seconds 0.5',
  },
  {
    part: micro,
    full: '--processes 4 --milliseconds 300',
    quick: '--processes 1 --milliseconds 100 --carriers ring',
  },
  { part: startup, full: '--processes 7', quick: '--processes 1' },
  { part: allocation, full: '--rounds 3', quick: undefined },
  {
    part: curves,
    full: `--processes 2 --cycles 4 --only ${Object.keys(curvesOfCalls).join(',')},calls`,
    quick: '--processes 1 --milliseconds 50 --only headers,rules,targets,hosts,hosts-heap',
  },
  // Its figures hardly differ from process to process.
  { part: curves, full: '--processes 1 --only in-flight', quick: undefined },
  { part: soak, full: '--requests 2000000', quick: '--requests 50000' },
]

/** Runs all that the harness can do. */
export const everything = command(
  'runs all of these with settings for half an hour',
  { quick: flag(false, 'about three minutes, for a look; the figures are rough'), out },
  async ({ quick, out: folder }) => {
    let failures = 0
    for (const { part, full, quick: short } of parts) {
      const flags = quick ? short : full
      if (flags === undefined) continue
      try {
        await part.run([...flags.split(' '), '--out', folder])
      } catch (error) {
        failures += 1
        console.error(error)
      }
    }
    if (failures > 0) throw new Error(`${failures} of ${parts.length} parts did not end well`)
  },
)
