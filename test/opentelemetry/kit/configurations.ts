import { type NodeVersion, nodeVersions } from '../../matrix/src/nodes.ts'
import type { Version } from './build.ts'
import type { PropagatorName, Setup } from './setup.ts'

/** One process: a service, what it runs on, and what runs in it. */
export interface Configuration extends Setup {
  readonly version: Version
  readonly node: NodeVersion
  readonly waybill: 'adapters' | 'auto' | 'auto-extension'
}

const orders = ['before', 'after-use', 'after-request'] as const
const formats = ['esm', 'cjs'] as const
const switches = [true, false]
const propagators: readonly PropagatorName[] = ['w3c', 'b3', 'both']
const waybills = ['adapters', 'auto', 'auto-extension'] as const

/** A version of OpenTelemetry on a version of Node, which may not be installed. */
export interface Platform {
  readonly version: Version
  readonly major: string
  readonly node: NodeVersion | undefined
}

/** All platforms: 3.x needs Node 22. */
export function platforms(): Platform[] {
  const nodes = nodeVersions()
  return (['v2', 'v3'] as const).flatMap((version) =>
    ['20', '22', '24', '26'].flatMap((major) =>
      version === 'v3' && major === '20'
        ? []
        : { version, major, node: nodes.find((node) => node.major === major) },
    ),
  )
}

/**
 * The configurations of a platform: all of them on the oldest and the newest, and half of them on the others, chosen
 * so that any two settings still meet. The propagator that each begins with goes round.
 */
export function configurationsOn({ version, node, major }: Platform): Configuration[] {
  if (!node) return []
  const isWhole = version === 'v2' ? major === '20' : major === '26'
  return product(waybills, orders, formats, switches, switches)
    .map((all, i) => [all, i] as const)
    .filter(([[waybill, order, format, http, undici]]) => {
      const sum = waybills.indexOf(waybill) + orders.indexOf(order) + formats.indexOf(format)
      return isWhole || (sum + Number(http) + Number(undici)) % 2 === (Number(major) / 2) % 2
    })
    .map(([[waybill, order, format, http, undici], i]) => ({
      version,
      node,
      waybill,
      order,
      format,
      http,
      undici,
      propagator: propagators[i % propagators.length] as PropagatorName,
    }))
}

/** A configuration in words, for titles and failures. */
export function nameOf(one: Configuration): string {
  const { version, node, waybill, order, format, http, undici } = one
  const on = [http && 'http', undici && 'undici'].filter(Boolean).join('+') || 'no instrumentation'
  return `${version} Node ${node.major} ${format}, ${waybill}, SDK ${order}, ${on}`
}

function product<A, B, C, D, E>(
  a: readonly A[],
  b: readonly B[],
  c: readonly C[],
  d: readonly D[],
  e: readonly E[],
): [A, B, C, D, E][] {
  return a.flatMap((one) =>
    b.flatMap((two) =>
      c.flatMap((three) =>
        d.flatMap((four) => e.map((five): [A, B, C, D, E] => [one, two, three, four, five])),
      ),
    ),
  )
}
