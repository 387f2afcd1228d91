import { type Carrier, forward } from '@waybill/core'

const wrapped = new WeakSet<object>()

type Fields = Readonly<Record<string, unknown>>

/** What a client of @nestjs/microservices has, most of it protected. */
interface Client {
  readonly brokers?: unknown
  readonly options?: {
    readonly urls?: unknown
    readonly sentinels?: unknown
    readonly headers?: Fields
  }
  serializer?: { serialize(message: unknown, options?: unknown): Fields | undefined }
}

/** A field that the client of a transport alone has, where its messages go, and where their headers stand. */
type Transport = readonly [mark: string, placesOf: (client: Client) => unknown, ...path: string[]]

const transports: readonly Transport[] = [
  ['socketClass', (client) => client, 'metadata'],
  ['pubClient', ({ options }) => options?.sentinels ?? options, 'metadata'],
  ['queueOptions', ({ options }) => options?.urls, 'options', 'headers'],
  ['brokers', ({ brokers }) => brokers, 'headers'],
]

/**
 * Makes the messages of a `ClientProxy` of TCP, Redis, RabbitMQ or Kafka carry the headers of the request that is being
 * handled. Headers that a message sets itself win.
 * @returns the same client; it is wrapped once, however often this is called
 * @throws TypeError for anything else
 */
export function wrapClientProxy<T extends object>(client: T): T {
  const proxy = Object(client) as Client
  const { serializer } = proxy
  const transport = transports.find(([mark]) => mark in proxy)
  if (!transport || !serializer) {
    throw new TypeError(
      `@waybill/nestjs: wrapClientProxy takes a ClientProxy of TCP, Redis, RabbitMQ or Kafka, got ${client?.constructor.name ?? client}; write wrapClientProxy(new ClientTCP())`,
    )
  }
  if (wrapped.has(client)) return client
  wrapped.add(client)
  const [, placesOf, ...path] = transport
  const targets = [placesOf(proxy)].flat().map(originOf)
  // A new one: theirs may serve other clients, too.
  proxy.serializer = {
    serialize: (message, options) =>
      withHeaders(serializer.serialize(message, options), path, (own) =>
        forward(targets, { ...proxy.options?.headers, ...own } as Carrier),
      ),
  }
  return client
}

/** A packet with headers added below a path, in a copy; what is not a plain object stays as it is. */
function withHeaders(
  packet: Fields | undefined,
  [field, ...path]: readonly string[],
  make: (own: Fields | undefined) => Fields,
): Fields | undefined {
  if (field === undefined) {
    const headers = make(packet)
    return Object.keys(headers).length > 0 ? { ...headers, ...packet } : packet
  }
  return Object(packet).constructor === Object
    ? { ...packet, [field]: withHeaders(packet?.[field] as Fields, path, make) }
    : packet
}

/** The origin of a server that is given as a URL of any scheme, as a host with a port, or in parts. */
function originOf(place: unknown = {}): string {
  const { hostname, host = hostname ?? 'localhost', port = '' } = Object(place) as Partial<URL>
  const name = host.includes(':') ? `[${host}]` : host
  // What is neither a text nor has parts, such as a function that will find the brokers, gives no URL.
  const text = typeof place === 'object' ? `${name}:${port}` : `${place}`
  return `http://${text.replace(/^\w+:\/\//, '')}`
}
