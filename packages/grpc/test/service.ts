import {
  type CallOptions,
  type ChannelOptions,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ClientUnaryCall,
  type ClientWritableStream,
  credentials,
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Interceptor,
  Metadata,
  makeGenericClientConstructor,
  type requestCallback,
  Server,
  ServerCredentials,
  type ServerInterceptor,
  type ServerOptions,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js'

const serialize = (message: unknown) => Buffer.from(JSON.stringify(message))
const deserialize = (bytes: Buffer): unknown => JSON.parse(bytes.toString())

function method(name: string, requestStream: boolean, responseStream: boolean) {
  return {
    path: `/mesh.Reviews/${name}`,
    requestStream,
    responseStream,
    requestSerialize: serialize,
    requestDeserialize: deserialize,
    responseSerialize: serialize,
    responseDeserialize: deserialize,
  }
}

const definition: ServiceDefinition = {
  unary: method('Unary', false, false),
  clientStream: method('ClientStream', true, false),
  serverStream: method('ServerStream', false, true),
  bidi: method('Bidi', true, true),
}

/** What a service does for each of the four kinds of call. Messages are JSON. */
export interface Handlers {
  unary?: handleUnaryCall<unknown, unknown>
  clientStream?: handleClientStreamingCall<unknown, unknown>
  serverStream?: handleServerStreamingCall<unknown, unknown>
  bidi?: handleBidiStreamingCall<unknown, unknown>
}

/** A service that runs, at an address such as `127.0.0.1:40123`. */
export interface Running {
  readonly address: string
  close(): void
}

/** Serves on a free port of 127.0.0.1. */
export async function serve(
  handlers: Handlers,
  interceptors: ServerInterceptor[] = [],
  options: ServerOptions = {},
): Promise<Running> {
  const server = new Server({ ...options, interceptors })
  server.addService(definition, handlers as UntypedServiceImplementation)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() }
}

/** A client of such a service, as gRPC makes it. */
export interface Client {
  unary(
    message: unknown,
    metadata: Metadata,
    options: CallOptions,
    callback: Callback,
  ): ClientUnaryCall
  clientStream(
    metadata: Metadata,
    options: CallOptions,
    callback: Callback,
  ): ClientWritableStream<unknown>
  serverStream(
    message: unknown,
    metadata: Metadata,
    options: CallOptions,
  ): ClientReadableStream<unknown>
  bidi(metadata: Metadata, options: CallOptions): ClientDuplexStream<unknown, unknown>
  close(): void
}

type Callback = requestCallback<unknown>

/** Makes a client with a channel of its own connections. */
export function clientOf(
  target: string,
  interceptors: Interceptor[] = [],
  options: ChannelOptions = {},
): Client {
  const Constructor = makeGenericClientConstructor(definition, 'Reviews')
  return new Constructor(target, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    ...options,
    interceptors,
  }) as unknown as Client
}

/** Metadata of these entries, a repeated one as a list. */
export function metadataOf(
  entries: Readonly<Record<string, string | Buffer | readonly string[]>>,
): Metadata {
  const metadata = new Metadata()
  for (const [name, value] of Object.entries(entries))
    for (const one of Array.isArray(value) ? value : [value]) metadata.add(name, one)
  return metadata
}

/** Makes a unary call, and gives its answer. */
export function ask(
  client: Client,
  message: unknown = {},
  metadata: Metadata = new Metadata(),
  options: CallOptions = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.unary(message, metadata, options, (error, answer) =>
      error ? reject(error) : resolve(answer),
    )
  })
}
