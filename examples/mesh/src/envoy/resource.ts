/** A message of Envoy's v3 API in its JSON form. https://www.envoyproxy.io/docs/envoy/latest/api-v3/api */
export type Resource = { readonly [field: string]: unknown }

/** A message with its type, as it stands where Envoy takes more than one. */
export function typed(type: string, fields: Resource = {}): Resource {
  return { '@type': `type.googleapis.com/envoy.${type}`, ...fields }
}

/** An address as Envoy has it. */
export function socketAddress({ host, port }: HostAndPort): Resource {
  return { socket_address: { address: host, port_value: port } }
}

/** Where something listens. */
export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** The host and the port of an address such as `http://127.0.0.1:9411`. */
export function hostAndPortOf(address: string): HostAndPort {
  const { hostname, port, protocol } = new URL(address)
  const standard = protocol === 'https:' ? 443 : 80
  return { host: hostname, port: port === '' ? standard : Number(port) }
}

/** Milliseconds as Envoy writes a duration: `1.5s`. */
export function duration(milliseconds: number): string {
  return `${milliseconds / 1_000}s`
}
