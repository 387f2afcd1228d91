import { parse } from 'yaml'

/** An address of an Envoy's bootstrap. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** What a sidecar takes requests at, and where it sends them. */
export interface Bootstrap {
  readonly listeners: readonly Address[]
  readonly upstreams: readonly Address[]
}

/** Reads the addresses out of an Envoy's bootstrap. */
export function readBootstrap(text: string): Bootstrap {
  const { static_resources: resources } = parse(text) as {
    static_resources?: { listeners?: unknown; clusters?: unknown }
  }
  return {
    listeners: addressesIn(resources?.listeners),
    upstreams: addressesIn(resources?.clusters).filter(({ host }) => !isLoopback(host)),
  }
}

/** Whether a sidecar takes requests at a port, from its own pod (`127.0.0.1`) or from anywhere. */
export function listensAt(
  { listeners }: Bootstrap,
  port: number,
  from: 'pod' | 'anywhere',
): boolean {
  return listeners.some(
    (address) => address.port === port && isLoopback(address.host) === (from === 'pod'),
  )
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === '::1' || host === 'localhost'
}

function addressesIn(value: unknown): Address[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'socket_address' ? [addressOf(inner)] : addressesIn(inner),
  )
}

function addressOf({ address, port_value }: { address: string; port_value: number }): Address {
  return { host: address, port: port_value }
}
