/**
 * An IP address as its 128 bits, one character a bit, IPv4 mapped into IPv6 (`::ffff:a.b.c.d`): whether an address lies
 * in a block is whether it begins with the bits of the block.
 * @param host as a parsed URL spells it, without brackets; any other name is `undefined`
 */
export function addressBits(host: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return '0'.repeat(80) + '1'.repeat(16) + bitsOf(host.split('.'), 10, 8)
  }
  if (!host.includes(':')) return undefined
  const given = host.split(':').filter(Boolean).length
  const whole = host.replace('::', `:${'0:'.repeat(8 - given)}`)
  return bitsOf(whole.split(':').filter(Boolean), 16, 16)
}

function bitsOf(numbers: readonly string[], radix: number, size: number): string {
  return numbers
    .map((text) => Number.parseInt(text, radix).toString(2).padStart(size, '0'))
    .join('')
}
