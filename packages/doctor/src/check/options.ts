import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Asking } from './client.ts'
import type { EchoAnswer } from './echo.ts'
import { presetNames, type TestedHeader, testedHeaders } from './marks/tested-header.ts'
import { readHeaders } from './read-headers.ts'
import { FAULTS, type Fault } from './report.ts'
import { UsageError } from './usage-error.ts'
import { leadsToEcho, readVia, type Via } from './via.ts'

/** What a check is told, read and complete. */
export interface CheckOptions {
  readonly name: string
  readonly asking: Asking
  readonly vias: readonly Via[]
  readonly command: readonly string[]
  readonly headers: readonly TestedHeader[]
  readonly requests: number
  readonly concurrency: number
  readonly wait: number
  readonly echo: { readonly host: string; readonly port: number; readonly answer: EchoAnswer }
  readonly failOn: ReadonlySet<Fault>
  readonly json: boolean
}

const text = { type: 'string' } as const
const texts = { type: 'string', multiple: true, default: [] as string[] } as const
const FLAGS = {
  via: texts,
  header: texts,
  preset: texts,
  send: texts,
  method: text,
  body: text,
  requests: { ...text, default: '100' },
  concurrency: { ...text, default: '20' },
  timeout: { ...text, default: '10000' },
  wait: { ...text, default: '60000' },
  name: text,
  'echo-port': text,
  'echo-host': { ...text, default: '127.0.0.1' },
  'answer-status': { ...text, default: '200' },
  'answer-body': text,
  'answer-file': text,
  'fail-on': { ...text, default: FAULTS.join(',') },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/**
 * Reads the arguments of `check`.
 * @returns undefined where help was asked for
 * @throws UsageError with a sentence
 */
export function readOptions(given: readonly string[]): CheckOptions | undefined {
  const end = given.indexOf('--')
  const command = end < 0 ? [] : given.slice(end + 1)
  const { values, positionals } = parse(end < 0 ? given : given.slice(0, end))
  if (values.help) return undefined
  const url = readUrl(positionals)
  if (end >= 0 && command.length === 0)
    throw new UsageError('a command must follow `--`, got none; write `-- node app.js`')
  const sent = readHeaders('--send', values.send, true)
  const tested = readHeaders('--header', values.header, false).map(([name, value]) =>
    value === undefined ? name : `${name}=${value}`,
  )
  return {
    name: values.name ?? url.replace(/^https?:\/\//, ''),
    asking: {
      url,
      method: (values.method ?? (values.body === undefined ? 'GET' : 'POST')).toUpperCase(),
      body: values.body,
      headers: sent.map(([name, value = '']) => [name, value]),
      timeout: readNumber('--timeout', values.timeout, 1, 600_000),
    },
    vias: readVias(values.via),
    command,
    headers: testedHeaders(readPresets(values.preset), tested),
    requests: readNumber('--requests', values.requests, 1, 100_000),
    concurrency: readNumber('--concurrency', values.concurrency, 1, 1_000),
    wait: readNumber('--wait', values.wait, 1, 3_600_000),
    echo: {
      host: values['echo-host'],
      port: readNumber('--echo-port', values['echo-port'] ?? (end < 0 ? '19080' : '0'), 0, 65_535),
      answer: readAnswer(values),
    },
    failOn: readFaults(values['fail-on']),
    json: values.json,
  }
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options: FLAGS, allowPositionals: true })
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ', 1)[0]}; \`--help\` lists all options`,
    )
  }
}

function readUrl([url, ...others]: readonly string[]): string {
  const example = 'write `check http://localhost:9080/productpage --via DETAILS_URL`'
  if (url === undefined) throw new UsageError(`a URL must be given, got none; ${example}`)
  if (others.length > 0) {
    throw new UsageError(
      `one URL must be given, got also ${JSON.stringify(others[0])}; put a command after \`--\``,
    )
  }
  const filled = url.replaceAll('{mark}', '0')
  const isHttp = URL.canParse(filled) && /^https?:$/.test(new URL(filled).protocol)
  if (!isHttp)
    throw new UsageError(
      `the URL must begin with http:// or https://, got ${JSON.stringify(url)}; ${example}`,
    )
  return url
}

function readVias(given: readonly string[]): readonly Via[] {
  const vias = given.map((one) => {
    const via = readVia(one)
    if (via !== undefined) return via
    throw new UsageError(
      `--via must name an environment variable, got ${JSON.stringify(one)}; write \`--via DETAILS_URL\` or \`--via 'DETAILS_HOST={host}'\``,
    )
  })
  if (vias.some(leadsToEcho)) return vias
  throw new UsageError(
    'at least one --via must lead to the echo, got none; write `--via DETAILS_URL`, or a template with {url}, {host} or {port}',
  )
}

function readPresets(given: readonly string[]): readonly string[] {
  for (const name of given) {
    if (presetNames.includes(name)) continue
    throw new UsageError(
      `--preset must be one of ${presetNames.join(', ')}, got ${JSON.stringify(name)}; write \`--preset istio\``,
    )
  }
  return given
}

function readFaults(given: string): ReadonlySet<Fault> {
  const faults = given.split(',').map((one) => one.trim())
  const wrong = faults.find((one) => !FAULTS.includes(one as Fault))
  if (wrong === undefined) return new Set(faults as Fault[])
  throw new UsageError(
    `--fail-on must list some of ${FAULTS.join(', ')}, got ${JSON.stringify(wrong)}; write \`--fail-on lost,mixed\``,
  )
}

function readAnswer(values: {
  'answer-status': string
  'answer-body'?: string | undefined
  'answer-file'?: string | undefined
}): EchoAnswer {
  const status = readNumber('--answer-status', values['answer-status'], 200, 599)
  const file = values['answer-file']
  if (file === undefined) return { status, body: values['answer-body'] ?? '{}' }
  try {
    return { status, body: readFileSync(file) }
  } catch (error) {
    throw new UsageError(
      `--answer-file must name a file that can be read, got ${JSON.stringify(file)} (${(error as NodeJS.ErrnoException).code}); write \`--answer-file answer.json\``,
    )
  }
}

function readNumber(flag: string, given: string, least: number, most: number): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number >= least && number <= most) return number
  throw new UsageError(
    `${flag} must be a whole number from ${least} to ${most}, got ${JSON.stringify(given)}; write \`${flag} ${Math.max(least, Math.min(100, most))}\``,
  )
}
