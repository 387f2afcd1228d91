// Run in a folder that has OpenTelemetry's packages: takes part in tracing, by the SDK alone.
const { createRequire } = require('node:module')
const load = createRequire(`${process.cwd()}/package.json`)
const { AsyncLocalStorageContextManager } = load('@opentelemetry/context-async-hooks')
const { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } =
  load('@opentelemetry/core')
const { B3InjectEncoding, B3Propagator } = load('@opentelemetry/propagator-b3')
const { HttpInstrumentation } = load('@opentelemetry/instrumentation-http')
const { NodeTracerProvider } = load('@opentelemetry/sdk-trace-node')

const instrumentation = new HttpInstrumentation()
const provider = new NodeTracerProvider()
provider.register({
  contextManager: new AsyncLocalStorageContextManager(),
  propagator: new CompositePropagator({
    propagators: [
      new B3Propagator({ injectEncoding: B3InjectEncoding.MULTI_HEADER }),
      new W3CTraceContextPropagator(),
      new W3CBaggagePropagator(),
    ],
  }),
})
instrumentation.setTracerProvider(provider)
instrumentation.enable()

const http = require('node:http')
http
  .createServer((_req, res) => {
    http
      .get(process.env.UPSTREAM_URL, (answer) => answer.resume().on('end', () => res.end()))
      .on('error', () => res.destroy())
  })
  .listen(Number(process.argv[2]), '127.0.0.1')
