import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { inboundsOf } from './inbounds.ts'
import { outboundsOf } from './outbounds.ts'
import { pairs, singles } from './outcome.ts'
import { loadWaybills } from './waybills.ts'

// One run: the built packages, as ESM or as CommonJS, on the Node that this runs on. It writes its outcomes as JSON.
const { values } = parseArgs({
  options: {
    format: { type: 'string', default: 'esm' },
    what: { type: 'string', default: 'pairs' },
    // Only those whose names have this in them, to look at one.
    only: { type: 'string', default: '' },
  },
})

const require = createRequire(import.meta.url)
const waybills = await loadWaybills(
  values.format === 'cjs' ? (name) => require(name) : (name) => import(name),
)
const isWanted = ({ name }: { name: string }) => name.includes(values.only)
const inbounds = inboundsOf(waybills).filter(isWanted)
const outbounds = (await outboundsOf(waybills)).filter(isWanted)
const outcomes = await (values.what === 'pairs' ? pairs : singles)(inbounds, outbounds)
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0))
