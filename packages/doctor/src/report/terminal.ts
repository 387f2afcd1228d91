import { styleText } from 'node:util'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import {
  type Finding,
  type HeaderState,
  type JudgedCall,
  type JudgedRequest,
  KINDS,
} from '../watch/findings.ts'
import type { Tally } from './tally.ts'

type Style = Parameters<typeof styleText>[0]
type StyleAlways = (style: Style, text: string, options: { validateStream: boolean }) => string

const MARKS: Readonly<Record<HeaderState['state'], readonly [mark: string, style: Style]>> = {
  forwarded: ['✓', 'green'],
  absent: ['✗', 'red'],
  changed: ['~', 'yellow'],
  doubled: ['2', 'red'],
  'another-request': ['!', 'red'],
}

/** The first lines: what this costs, and what it needs. */
export function renderStart(): string {
  const cost = 'watches this process. It costs time and memory: not for production.'
  const wanted =
    'Send requests with headers to carry, each with values of its own: x-request-id, traceparent.'
  return `${wrap(`${paint('bold', 'Waybill doctor')} ${cost}`, 0)}\n${wrap(paint('dim', wanted), 0)}`
}

/** A request and its calls, as a tree. */
export function renderRequest({
  request,
  status,
  durationMs,
  isLate,
  calls,
}: JudgedRequest): string {
  const end = isLate ? 'after its answer' : `${status ?? 'no answer'}  ${Math.round(durationMs)} ms`
  const head = `${paint('bold', request)}  ${paint('dim', end)}`
  return [head, ...calls.flatMap((call, i) => renderCall(call, i === calls.length - 1))].join('\n')
}

/** A finding: what, where, why, and what helps. */
export function renderFinding(finding: Finding): string {
  const { kind, cause, at, because, remedy, headers, call } = finding
  const place = at ? `${paint('cyan', at)}${call ? paint('dim', `  ${call}`) : ''}` : call
  const title = `${paint('bold', KINDS[kind])}  ${paint('dim', kind)}`
  const lines = [
    ...hang(`${paint(['red', 'bold'], '✗')} `, '  ', title),
    ...(place ? hang('  ', '  ', place) : []),
    ...hang('  ', '  ', sentence(cause)),
    ...because.flatMap((text) => hang(paint('dim', '  · '), '    ', paint('dim', text))),
    ...(headers.length > 0 ? hang('  ', '  ', paint('dim', `headers: ${headers.join(', ')}`)) : []),
    ...hang(`  ${paint('green', '→')} `, '    ', remedy),
  ]
  return `\n${lines.join('\n')}\n`
}

/** The last lines: what was seen, and what was found how often. */
export function renderEnd({ requests, calls, counted }: Tally): string {
  const seen = `${some(requests, 'request')}, ${some(calls, 'call')}`
  if (counted.size === 0) return `\n${paint('green', '✓')} ${seen}: nothing to report`
  const rows = [...counted.values()].map(
    ({ finding, count }) => [`${count} ×`, finding.kind, finding.at ?? ''] as const,
  )
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => stringWidth(row[i] ?? ''))))
  const table = rows.flatMap(([count, kind, at]) => {
    const start = `  ${count.padStart(widths[0] ?? 0)}  `
    return hang(
      start,
      ' '.repeat(start.length),
      `${kind.padEnd(widths[1] ?? 0)}  ${paint('cyan', at)}`,
    )
  })
  return [`${paint('red', '✗')} ${seen}: ${some(counted.size, 'finding')}`, ...table].join('\n')
}

function renderCall(call: JudgedCall, isLast: boolean): string[] {
  const { method, url, status, client, at, madeIn, redirectedFrom, headers } = call
  const details = [
    client,
    status,
    at,
    redirectedFrom ? 'after a redirect' : '',
    madeIn ? `made in ${madeIn}` : '',
  ]
  const bar = isLast ? '  ' : '│ '
  const head = `${method} ${url}  ${paint('dim', details.filter(Boolean).join('  '))}`
  return [
    ...hang(isLast ? '└ ' : '├ ', bar, head),
    ...renderHeaders(headers).map((line) => `${bar}  ${line}`),
  ]
}

/** A text in lines, with one mark before the first and another before the others. */
function hang(first: string, next: string, text: string, margin = 0): string[] {
  const lines = wrap(text, margin + stringWidth(first)).split('\n')
  return lines.map((line, i) => (i === 0 ? first : next) + line)
}

/** What became of the headers: a line for each fate, with the names that share it. */
function renderHeaders(headers: readonly HeaderState[]): string[] {
  const fates = new Map<string, { state: HeaderState['state']; reason: string; names: string[] }>()
  for (const { name, state, reason } of headers) {
    const fate = fates.get(state + reason) ?? { state, reason, names: [] }
    fate.names.push(name)
    fates.set(state + reason, fate)
  }
  return [...fates.values()].flatMap(({ state, reason, names }) => {
    const [mark, style] = MARKS[state]
    const text = names.join(', ') + (reason ? ` ${paint('dim', `(${reason})`)}` : '')
    return hang(`${paint(style, mark)} `, '  ', text, 4)
  })
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function wrap(text: string, margin: number): string {
  return wrapAnsi(text, width() - margin, { trim: true, wordWrap: true })
}

function width(): number {
  const asked = Number(process.env.COLUMNS)
  return Math.min(asked > 20 ? asked : (process.stderr.columns ?? 100), 120)
}

function paint(style: Style, text: string): string {
  // Later versions would ask the standard output, where the report does not go.
  return hasColors() ? (styleText as StyleAlways)(style, text, { validateStream: false }) : text
}

function hasColors(): boolean {
  if (process.env.NO_COLOR) return false
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== '0'
  return process.stderr.isTTY === true
}
