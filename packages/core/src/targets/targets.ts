import { configurationError } from '../policy/configuration-error.ts'
import { type Destination, parseDestination } from './destination.ts'

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

/** Whether headers may go to a destination. It may throw what a function of the user's throws. */
export type TargetMatcher = (destination: Destination) => boolean

/**
 * Compiles `targets`.
 * @param option what the user called it, for the error
 * @throws TypeError when a pattern cannot be read, or matches more than it seems to
 */
export function compileTargets(targets: unknown, option = '`targets`'): TargetMatcher {
  if (targets === 'any') return () => true
  if (targets === 'mesh') return isInMesh
  if (!Array.isArray(targets)) {
    throw configurationError(
      `${option} must be "mesh", "any" or an array of targets`,
      targets,
      `write [${JSON.stringify(targets || 'mesh')}]`,
    )
  }
  const matchers = targets.map((target) => compileTarget(target, option))
  return (destination) => matchers.some((matches) => matches(destination))
}

/** Whether scheme, host and port alone decide, so that an answer can be kept: no function of the user's is asked. */
export function isByOrigin(targets: unknown): boolean {
  return !Array.isArray(targets) || targets.every((target) => typeof target === 'string')
}

// A scheme, `*.`, then a name, an address in brackets or an address without, then a port or the bits of a block.
const PATTERN =
  /^(?:(https?|wss?):\/\/)?(\*\.)?(\[[^\]]+\]|[^:/?#\\@\s*]+|[\da-f]*:[\da-f:.]+)(?::(\d+)|\/(\d+))?$/i

function compileTarget(target: unknown, option: string): TargetMatcher {
  if (typeof target === 'function') return ({ url }) => target(url) === true
  if (target === 'mesh') return isInMesh
  const [, scheme, wide, text = '', port, bits] = PATTERN.exec(String(target)) ?? []
  const bare = /^[^[].*:/.test(text) ? `[${text}]` : text
  const place = parseDestination(`${scheme ?? 'http'}://${bare}`)
  const { host, address } = place ?? {}
  const offset = host?.includes(':') ? 0 : 96
  if (
    typeof target !== 'string' ||
    target === 'any' ||
    !place ||
    (port && !(Number(port) > 0 && Number(port) < 65_536)) ||
    (bits && !(address && Number(bits) + offset <= 128)) ||
    (wide && address)
  ) {
    throw configurationError(
      `each entry of ${option} must be a host, all hosts below a name, or a block of addresses, with a scheme and a port at most, or a function`,
      target,
      'write "reviews", "*.prod", "https://api.example.com:8443" or "10.0.0.0/8", or "any" in place of the list',
    )
  }
  const block = address?.slice(0, bits ? Number(bits) + offset : 128)
  return (destination) =>
    (!scheme || destination.scheme === scheme.toLowerCase()) &&
    (!port || destination.port === String(Number(port))) &&
    (block === undefined
      ? wide
        ? destination.host.endsWith(`.${host}`) && destination.host !== `.${host}`
        : destination.host === host
      : destination.address?.startsWith(block) === true)
}

const MESH_NAME = /^[^.]*$|.\.(localhost|svc|local|internal|consul)$/
const isInMeshBlock = compileTargets([
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '::1',
  'fc00::/7',
  'fe80::/10',
])

function isInMesh(destination: Destination): boolean {
  return destination.address ? isInMeshBlock(destination) : MESH_NAME.test(destination.host)
}
