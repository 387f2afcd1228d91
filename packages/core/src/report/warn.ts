const MOST_HOSTS = 10
const MOST_MESSAGES = 100
const hosts = new Set<string>()
const messages = new Set<string>()

/** Says once a host, as a process warning, that headers were kept back from it and which option would let them go. */
export function warnOfRefusedHost(host: string): void {
  if (hosts.has(host) || hosts.size >= MOST_HOSTS) return
  hosts.add(host)
  const name = JSON.stringify(host)
  const last = hosts.size === MOST_HOSTS ? ' Further hosts are not reported.' : ''
  warnOnce(
    `@waybill/core: no headers were forwarded to ${name}, which is outside the targets; to forward them there, write ` +
      `\`targets: ["mesh", ${name}]\` or set WAYBILL_TARGETS (list a Kubernetes name with its namespace, such as ` +
      `"reviews.prod", as "*.prod"); to be silent, write \`warnOnRefusal: false\`.${last}`,
    'WAYBILL_TARGET_REFUSED',
  )
}

/** Says something once, as a process warning. */
export function warnOnce(message: string, code: string): void {
  if (messages.has(message) || messages.size >= MOST_MESSAGES) return
  messages.add(message)
  // Not every runtime that has AsyncLocalStorage has process warnings.
  globalThis.process?.emitWarning?.(message, { type: 'WaybillWarning', code })
}
