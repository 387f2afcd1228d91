import { readFileSync } from 'node:fs'
import {
  type Format,
  headersOf,
  lossOf,
  read,
  type Sampled,
  type TraceContext,
  write,
} from '../../src/index.ts'
import { holds } from './holds.ts'
import { compared, type Difference, differences } from './open-telemetry.ts'

const formats = Object.keys(headersOf) as Format[]

/** The page with its tables, and the numbers in it, made anew. */
export function filledPage(page: string): string {
  const parts: Readonly<Record<string, string>> = {
    formats: table(['format', 'headers', 'trace id', 'sampling states', 'beside them'], held()),
    losses: table(['from', 'to', 'lost'], lost()),
    versions: versions(),
    differences: table(
      ['vector', 'what came', 'what it says', 'what OpenTelemetry reads', 'said by'],
      differences().map(rowOf),
    ),
    count: `${differences().length} of ${compared.length}`,
  }
  return page.replaceAll(
    /(<!-- (\w+) -->)[\s\S]*?(<!-- \/\2 -->)/g,
    (_all, start: string, name: string, end: string) => `${start}${parts[name]}${end}`,
  )
}

function held(): string[][] {
  return formats.map(function rowOf(format) {
    const { traceId, sampled, fields } = holds[format]
    const names = headersOf[format].map(code)
    // The single one, which is a format of its own.
    const headers = format === 'b3' ? [...names.slice(0, -1), 'or `b3`'] : names
    const states = sampled.map((state) => STATES[`${state}`])
    return [
      code(format),
      headers.join(', '),
      traceId,
      states.join(', '),
      fields.map(code).join(', '),
    ]
  })
}

const STATES: Readonly<Record<`${Sampled}`, string>> = {
  true: 'yes',
  false: 'no',
  defer: 'defer',
  debug: 'debug',
}

/** By what is lost, where a context of each format can go. Both forms of B3 say the same. */
function lost(): string[][] {
  const different = formats.filter((format) => format !== 'b3Single')
  return different.flatMap(function rowsOf(from) {
    const targets = new Map<string, Format[]>()
    for (const to of different) {
      if (to === from) continue
      const all = new Set(samplesOf(from).flatMap((context) => [...lossOf(from, to, context)]))
      const losses = [...all].sort().map(code).join(', ') || 'nothing'
      targets.set(losses, [...(targets.get(losses) ?? []), to])
    }
    return Array.from(targets, ([losses, to]) => [code(from), to.map(code).join(', '), losses])
  })
}

/** Contexts that came in one format, and have all that it can say. */
function samplesOf(format: Format): TraceContext[] {
  const ids = ['7c1e5b0a9d3f42868f10b2c4d6e8fa01', '8f10b2c4d6e8fa01']
  const states: Sampled[] = [true, false, 'defer', 'debug']
  return ids.flatMap((traceId) =>
    states.map(function sampleOf(sampled) {
      const written = write(format, {
        traceId,
        sampled,
        spanId: '3a5c7e90b1d2f346',
        parentSpanId: '1f2e3d4c5b6a7988',
        isRandom: true,
        tracestate: 'a=b',
        isFirehose: true,
        priority: sampled ? 2 : -1,
        origin: 'rum',
        tags: '_dd.p.dm=-4',
        baggage: { tenant: 'acme' },
      })
      return read(format, { ...written, 'uberctx-a': 'b', 'ot-baggage-a': 'b' }) as TraceContext
    }),
  )
}

function rowOf({
  vector: { id, headers, level, alt, expect },
  specified,
  read,
}: Difference): string[] {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => code(`${name}: ${shortened(one)}`)),
  )
  const isPermitted = expect.alternatives || /MAY/.test(alt?.why ?? '')
  return [
    id,
    values.join('<br>'),
    shortened(specified),
    shortened(read),
    LEVELS[level] + (isPermitted ? ', which permits both' : ''),
  ]
}

const LEVELS = {
  spec: 'the specification',
  impl: 'implementations',
  lenient: 'tolerant readers',
} as const

const SHORT: readonly (readonly [string, string])[] = [
  ['7c1e5b0a9d3f42868f10b2c4d6e8fa01', '{trace}'],
  ['00000000000000008f10b2c4d6e8fa01', '{short}'],
  ['8f10b2c4d6e8fa01', '{short}'],
  ['3a5c7e90b1d2f346', '{span}'],
  ['1f2e3d4c5b6a7988', '{parent}'],
]

function shortened(text: string): string {
  const named = SHORT.reduce(
    (rest, [id, name]) => rest.replaceAll(new RegExp(`(?<![\\da-f])${id}(?![\\da-f])`, 'g'), name),
    text,
  )
  return named.replaceAll(/x{9,}/g, 'x…').replaceAll('\ufffd', '\\ufffd')
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|').replaceAll('\t', '\\t')}\``
}

function versions(): string {
  const names = [
    'core',
    'propagator-b3',
    'propagator-jaeger',
    'propagator-aws-xray',
    'propagator-ot-trace',
  ]
  return names
    .map(function versionOf(name) {
      const file = new URL(
        `../../node_modules/@opentelemetry/${name}/package.json`,
        import.meta.url,
      )
      return `\`${name}\` ${JSON.parse(readFileSync(file, 'utf8')).version}`
    })
    .join(', ')
}

/** A table as the formatter of this repository has it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => `${row[at]}`.length)))
  const lines = [head, widths.map((width) => '-'.repeat(width)), ...rows].map((cells) => {
    const padded = cells.map((cell, at) => cell.padEnd(widths[at] as number))
    return `| ${padded.join(' | ')} |`
  })
  return `\n\n${lines.join('\n')}\n\n`
}
