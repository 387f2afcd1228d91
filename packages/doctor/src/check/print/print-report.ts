import wrapAnsi from 'wrap-ansi'
import type { CheckReport, Fault, Finding } from '../report.ts'
import type { Output, Paint } from './paint.ts'
import { tableOf } from './table.ts'

const LABELS: Readonly<Record<Fault, string>> = {
  mixed: 'mixed up',
  lost: 'lost',
  doubled: 'doubled',
  changed: 'changed',
}

/** Prints a report for a person: the table, what is wrong and what to do, notes, and the verdict. */
export function printReport(report: CheckReport, output: Output, paint: Paint): void {
  const width = Math.max(40, Math.min(output.columns ?? 100, 120))
  const lines = [
    ...(report.headers.length > 0 && report.calls.total > 0 ? body(report, width, paint) : []),
    ...report.notes.flatMap((note) => wrapped(`${paint('dim', 'note')} ${note}`, width)),
    verdictLine(report, paint),
  ]
  output.write(`${lines.join('\n')}\n`)
}

function body(report: CheckReport, width: number, paint: Paint): readonly string[] {
  return [
    ...wrapped(summary(report), width),
    '',
    ...tableOf(report.headers, width, paint),
    '',
    ...report.findings.flatMap((finding) => [...findingLines(finding, width, paint), '']),
    ...faultyPaths(report, width, paint),
  ]
}

function summary({ url, requests, calls }: CheckReport): string {
  const { min, max } = calls.perRequest
  const each = min === max ? `${min}` : `${min} to ${max}`
  return `${url}: ${requests.sent} requests, ${calls.total} calls (${each} a request, ${calls.mostAtOnce} at once at most)`
}

function findingLines(
  { fault, headers, when, remedy }: Finding,
  width: number,
  paint: Paint,
): string[] {
  return [
    ...wrapped(`${paint('red', `✗ ${LABELS[fault]}`)}, ${when}: ${headers.join(', ')}`, width),
    ...wrapped(`  ${remedy}`, width),
  ]
}

/** Where some paths are faulty and others are not, that tells which client is to blame. */
function faultyPaths({ calls: { paths } }: CheckReport, width: number, paint: Paint): string[] {
  if (paths.length < 2 || paths.every(({ faulty }) => faulty === 0)) return []
  const lines = paths.map(({ method, path, calls, faulty }) => {
    const share = `${faulty} of ${calls} calls faulty`
    return `  ${method} ${path}: ${faulty > 0 ? paint('red', share) : paint('green', share)}`
  })
  return [...lines.flatMap((line) => wrapped(line, width)), '']
}

function verdictLine(
  { name, verdict, headers, findings, calls }: CheckReport,
  paint: Paint,
): string {
  const service = paint('bold', name)
  if (verdict === 'unreachable') return `${paint('red', '✗')} ${service} could not be reached.`
  if (verdict === 'no-calls') return `${paint('yellow', '?')} ${service} made no call.`
  if (verdict === 'sound') {
    const count = headers.filter(({ expected }) => expected).length
    return `${paint('green', '✓')} ${service} carries all ${count} headers through ${calls.total} calls.`
  }
  const deeds = findings.map(({ fault }) => fault)
  const said = [
    deeds.includes('mixed') && 'mixes up',
    deeds.includes('lost') && 'loses',
    deeds.includes('doubled') && 'doubles',
    deeds.includes('changed') && 'changes',
  ].filter((deed) => deed !== false)
  const bad = new Set(findings.flatMap((finding) => finding.headers)).size
  const list =
    said.length > 1 ? `${said.slice(0, -1).join(', ')} and ${said.at(-1)}` : said.join('')
  return `${paint('red', '✗')} ${service} ${list} headers: ${bad} of ${headers.length} are affected.`
}

function wrapped(text: string, width: number): string[] {
  const indent = '  '
  const [first = '', ...others] = wrapAnsi(text, width - indent.length, { trim: false }).split('\n')
  return [first.trimEnd(), ...others.map((line) => indent + line.trim())]
}
