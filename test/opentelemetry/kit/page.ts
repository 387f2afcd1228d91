import { exceptions } from './exceptions.ts'
import type { Outcome } from './run.ts'

const ways = {
  plain: 'no Waybill',
  policy: 'Waybill alone',
  extension: 'with `openTelemetry()`',
  auto: 'auto alone',
  'auto-extension': 'auto with `openTelemetry()`',
} as const

/** Kinds of problems, the worst first, and what the page says of them. */
const words: readonly (readonly [RegExp, string])[] = [
  [/^(another's|made)/, "another request's ids"],
  [/^doubled/, 'doubled headers'],
  [/^(stale|above)/, 'stale parent'],
  [/^split|^parent/, 'trace breaks'],
  [/^lost: (traceparent|x-b3-traceid|b3)$/, 'trace context lost'],
  [/^(lost|changed): (baggage|tracestate)$/, '`tracestate` or baggage lost'],
  [/^lost: x-(request-id|tenant|ot-span-context)$/, '`x-request-id` and own headers lost'],
  [/^changed: traceparent$/, "the caller's header overwritten"],
]

const START = '<!-- made by `UPDATE_DOCS=1 vitest run test/opentelemetry` -->'
const END = '<!-- end -->'

/** The page with its table as the outcomes are. */
export function pageWith(text: string, outcomes: readonly Outcome[]): string {
  const [before = ''] = text.split(START)
  const after = text.split(END)[1] ?? '\n'
  return `${before}${START}\n\n${tables(outcomes)}\n\n${END}${after}`
}

function tables(outcomes: readonly Outcome[]): string {
  const sets: [string, (one: Outcome) => boolean][] = [
    ['no SDK yet', ({ sent }) => sent.propagator === undefined],
    ...[
      ['none', false, false] as const,
      ['http', true, false] as const,
      ['undici', false, true] as const,
      ['http and undici', true, true] as const,
    ].map(([name, http, undici]): [string, (one: Outcome) => boolean] => [
      name,
      ({ sent, configuration: one }) =>
        sent.propagator !== undefined && one.http === http && one.undici === undici,
    ]),
  ]
  const rows = sets.flatMap(([name, isOf]) =>
    [['fetch, undici', /fetch|pool/] as const, ['node:http, axios', /http|axios/] as const].map(
      ([client, isClient]) => [
        name,
        client,
        ...Object.keys(ways).map((way) =>
          cell(
            outcomes.filter(
              (one) => wayOf(one) === way && isOf(one) && isClient.test(one.sent.client),
            ),
          ),
        ),
      ],
    ),
  )
  return [
    table(['instrumentations', 'client', ...Object.values(ways)], rows),
    '',
    table(
      ['exception', 'what happens, and why'],
      exceptions.map(({ name, reason }) => [name, reason]),
    ),
  ].join('\n')
}

/** The way of a call; a service without Waybill in its code may have it preloaded. */
export function wayOf({ configuration, sent }: Outcome): keyof typeof ways {
  const { waybill } = configuration
  return waybill === 'adapters' ? (sent.way as keyof typeof ways) : waybill
}

function cell(outcomes: readonly Outcome[]): string {
  const found = outcomes.flatMap((one) =>
    one.problems.filter((problem) => !exceptions.some((other) => other.covers(one, problem))),
  )
  const said = words.filter(([kind]) => found.some((problem) => kind.test(problem)))
  return said.length > 0 ? said.map(([, word]) => word).join(', ') : 'right'
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((one, i) =>
    Math.max(one.length, ...rows.map((row) => (row[i] ?? '').length)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((one, i) => one.padEnd(widths[i] as number)).join(' | ')} |`
  return [
    line(head),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n')
}
