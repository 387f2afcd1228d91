import { configurationError } from '../policy/configuration-error.ts'
import { bareHost, type Destination } from './destination.ts'
import { type Cidr, isInCidr, parseCidr, parseIp } from './ip-address.ts'

/**
 * One place headers may go to: `'mesh'`, a host (`reviews`, `api.example.com`), all hosts below a name (`*.prod`), a
 * block of addresses (`10.0.0.0/8`), each with an optional scheme before (`https://`) and, for hosts, an optional port
 * after (`:9080`); or a function of the call's URL. A part that is not given matches any.
 */
export type Target = string | ((url: URL) => boolean)

/**
 * Where headers may go to: `'mesh'`, `'any'`, or a list, which replaces the default unless it names `'mesh'` among
 * others. An empty list forwards nothing.
 *
 * `'mesh'` is: names without a dot, `localhost`, names that end in `.localhost`, `.svc`, `.svc.cluster.local`,
 * `.local`, `.internal` or `.consul`, and loopback, private (RFC 1918, fc00::/7) and link-local addresses.
 */
export type Targets = 'mesh' | 'any' | readonly Target[]

/** A compiled `Targets`. */
export interface TargetMatcher {
  matches(destination: Destination): boolean
  /** Whether scheme, host and port alone decide, so that the answer can be kept. */
  readonly byOrigin: boolean
}

type Test = (destination: Destination) => boolean

const MESH_SUFFIXES = ['.localhost', '.svc', '.local', '.internal', '.consul']

const MESH_BLOCKS = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
].map((text) => parseCidr(text) as Cidr)

/**
 * Compiles `targets`.
 * @param option what the user called it, for the error
 * @throws TypeError when a pattern cannot be read, or matches more than it seems to
 */
export function compileTargets(targets: unknown, option = '`targets`'): TargetMatcher {
  if (targets === 'any') return { matches: () => true, byOrigin: true }
  if (targets === 'mesh') return { matches: isInMesh, byOrigin: true }
  if (!Array.isArray(targets)) {
    const write =
      typeof targets === 'string'
        ? `write [${JSON.stringify(targets)}]`
        : 'write ["mesh", "*.prod"]'
    throw configurationError(
      `${option} must be "mesh", "any" or an array of targets`,
      targets,
      write,
    )
  }
  const tests = targets.map((target) => compileTarget(target, option))
  return {
    matches: (destination) => tests.some((test) => test(destination)),
    byOrigin: targets.every((target) => typeof target === 'string'),
  }
}

function compileTarget(target: unknown, option: string): Test {
  if (typeof target === 'function') return (destination) => target(destination.url) === true
  if (typeof target !== 'string') {
    throw configurationError(
      `each entry of ${option} must be a string or a function`,
      target,
      'write "reviews" or "*.prod"',
    )
  }
  if (target === 'mesh') return isInMesh
  return compilePattern(target, option)
}

function compilePattern(pattern: string, option: string): Test {
  const refuse = (why: string, write: string) =>
    configurationError(`an entry of ${option} ${why}`, pattern, write)
  const [, scheme, rest] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(pattern) as unknown as [
    string,
    string?,
    string?,
  ]
  if (scheme !== undefined && !/^(https?|wss?)$/i.test(scheme)) {
    throw refuse(
      'has a scheme that is not http, https, ws or wss',
      'write "https://api.example.com"',
    )
  }
  if (pattern === 'any' || rest === '*')
    throw refuse('matches every host', `write ${option.replaceAll('`', '')}: "any"`)
  const cidr = parseCidr(rest ?? '')
  const place = cidr ? { test: byCidr(cidr), port: undefined } : parseHost(rest ?? '', refuse)
  const wantedScheme = scheme?.toLowerCase()
  return (destination) =>
    (wantedScheme === undefined || wantedScheme === destination.scheme) &&
    (place.port === undefined || place.port === destination.port) &&
    place.test(destination)
}

function parseHost(
  text: string,
  refuse: (why: string, write: string) => TypeError,
): { test: Test; port: number | undefined } {
  if (/[/?#\\@\s]/.test(text)) {
    throw refuse(
      'must be a host, without user, path or query',
      'write the host alone, such as "api.example.com"',
    )
  }
  const bareIp = parseIp(text)
  if (bareIp) return { test: byCidr({ address: bareIp, bits: 128 }), port: undefined }
  const [, name, digits] = /^(.*?)(?::(\d*))?$/s.exec(text) as unknown as [string, string, string?]
  const port = digits === undefined ? undefined : Number(digits)
  if (port !== undefined && (digits === '' || port < 1 || port > 65535)) {
    throw refuse('has a port that is not 1 to 65535', 'write "reviews:9080"')
  }
  const isSuffix = name.startsWith('*.')
  const host = normalize(isSuffix ? name.slice(2) : name)
  if (host === undefined || host.includes('*')) {
    throw refuse(
      'is not a host',
      'write a whole name ("reviews"), all names below one ("*.prod") or a block ("10.0.0.0/8")',
    )
  }
  const ip = parseIp(host)
  if (ip) {
    if (isSuffix) throw refuse('puts "*." before an address', 'write a block such as "10.0.0.0/8"')
    return { test: byCidr({ address: ip, bits: 128 }), port }
  }
  const suffix = `.${host}`
  return {
    test: isSuffix
      ? (d) => d.host.endsWith(suffix) && d.host.length > suffix.length
      : (d) => d.host === host,
    port,
  }
}

/** A host as a parsed URL would spell it: lower case, punycode, canonical address. */
function normalize(host: string): string | undefined {
  if (host === '') return undefined
  try {
    return bareHost(new URL(`http://${host}/`).hostname) || undefined
  } catch {
    return undefined
  }
}

function byCidr(cidr: Cidr): Test {
  return ({ ip }) => ip !== undefined && isInCidr(ip, cidr)
}

function isInMesh({ host, ip }: Destination): boolean {
  if (ip) return MESH_BLOCKS.some((block) => isInCidr(ip, block))
  return (
    !host.includes('.') ||
    MESH_SUFFIXES.some((suffix) => host.endsWith(suffix) && host.length > suffix.length)
  )
}
