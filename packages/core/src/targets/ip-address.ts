/** An IP address as its 16 bytes; IPv4 is mapped into IPv6 (`::ffff:a.b.c.d`). */
export type IpAddress = Uint8Array

/** A block of addresses in CIDR notation. */
export interface Cidr {
  readonly address: IpAddress
  /** Leading bits that count, 0 to 128. */
  readonly bits: number
}

/**
 * Reads an IP address as a parsed URL spells it: dotted IPv4, or IPv6 with or without brackets. Anything else is
 * `undefined`.
 */
export function parseIp(text: string): IpAddress | undefined {
  return (
    parseIpv4(text) ??
    parseIpv6(text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text)
  )
}

/** Reads `address/bits`, or `undefined`. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/')
  if (slash < 0) return undefined
  const host = text.slice(0, slash)
  const address = parseIp(host)
  const bits = text.slice(slash + 1)
  if (!address || !/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined
  const isV4 = !host.includes(':')
  const count = Number(bits) + (isV4 ? 96 : 0)
  return count <= 128 ? { address, bits: count } : undefined
}

/** Whether an address lies in a block. */
export function isInCidr(address: IpAddress, cidr: Cidr): boolean {
  const whole = cidr.bits >> 3
  for (let i = 0; i < whole; i++) if (address[i] !== cidr.address[i]) return false
  const rest = cidr.bits & 7
  if (rest === 0) return true
  const mask = 0xff << (8 - rest)
  return ((address[whole] ?? 0) & mask) === ((cidr.address[whole] ?? 0) & mask)
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.')
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  ) {
    return undefined
  }
  return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...parts.map(Number))
}

function parseIpv6(text: string): IpAddress | undefined {
  if (!text.includes(':')) return undefined
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '')
  const tail = parseGroups(halves[1] ?? '')
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const v4 = index === parts.length - 1 ? parseIpv4(part) : undefined
    if (v4) groups.push(((v4[12] ?? 0) << 8) | (v4[13] ?? 0), ((v4[14] ?? 0) << 8) | (v4[15] ?? 0))
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
