const MOST_HOSTS = 10
const hosts = new Set<string>()

/** Says once a host, as a process warning, that headers were kept back from it and which option would let them go. */
export function warnOfRefusedHost(host: string): void {
  if (hosts.has(host) || hosts.size >= MOST_HOSTS) return
  hosts.add(host)
  // Not every runtime that has AsyncLocalStorage has process warnings.
  globalThis.process?.emitWarning?.(
    `@waybill/core: no headers were forwarded to "${host}", which is outside the targets; to forward them there, write ` +
      `\`targets: ["mesh", "${host}"]\` or set WAYBILL_TARGETS (a Kubernetes name with its namespace, such as ` +
      '"reviews.prod", is listed as "*.prod"); to be silent, write `warnOnRefusal: false`',
    { type: 'WaybillWarning', code: 'WAYBILL_TARGET_REFUSED' },
  )
}
