import { type ServiceKind, type Subject, serviceKinds } from './subject.ts'

/** What the harness knows of a subject before it loads it. */
export interface Entry {
  readonly about: string
  readonly services: readonly ServiceKind[]
  /** Which of the inbound headers arrive upstream as they came, and which under a value of the subject's own. */
  readonly forwards: { readonly kept: readonly string[]; readonly renewed: readonly string[] }
  /** What its inbound requests say of sampling. */
  readonly sampled: '0' | '1'
  /** The packages whose versions belong to a figure. */
  readonly packages: readonly string[]
  /** What is loaded before the service, by `--import`. */
  readonly preload?: string
  /** Loads what one kind of service needs of it, in a process that serves it. */
  readonly load: (service: ServiceKind) => Promise<Subject>
}

/** The headers of an inbound request that are among the names carried. */
export const inboundCarried = [
  'x-request-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-ot-span-context',
  'traceparent',
] as const

const nothing = { kept: [], renewed: [] }
const everything = { kept: inboundCarried, renewed: [] }
const joined = { kept: ['x-b3-traceid', 'x-b3-sampled'] }
const openTelemetryPackages = [
  '@opentelemetry/api',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
  '@opentelemetry/propagator-b3',
]

/** All subjects, by name. */
export const registry: Readonly<Record<string, Entry>> = {
  bare: entry({
    about: 'carries nothing',
    forwards: nothing,
    load: async () => (await import('./bare.ts')).bare,
  }),
  bare2: entry({
    about: 'bare in a second process: the gap is the resolution',
    forwards: nothing,
    load: async () => (await import('./bare.ts')).bare,
  }),
  explicit: entry({
    about: 'hand-written, the request handed down to the call',
    load: async () => (await import('./explicit.ts')).explicit,
  }),
  'als-only': entry({
    about: 'AsyncLocalStorage run and read, no header touched',
    forwards: nothing,
    load: async () => (await import('./als-only.ts')).alsOnly,
  }),
  als: entry({
    about: 'hand-written, by AsyncLocalStorage',
    load: async () => (await import('./als.ts')).als,
  }),
  waybill: entry({
    about: 'Waybill, one line in and one line out',
    packages: ['@waybill/core', '@waybill/express', '@waybill/fetch', '@waybill/http'],
    load: async (service) =>
      service === 'http'
        ? (await import('./waybill-http.ts')).waybillHttp
        : (await import('./waybill-express.ts')).waybillExpress,
  }),
  auto: entry({
    about: 'Waybill without a line of code, by `--import @waybill/auto`',
    packages: ['@waybill/auto', '@waybill/core'],
    preload: '@waybill/auto',
    load: async () => (await import('./bare.ts')).bare,
  }),
  hpropagate: entry({
    about: 'told to carry the same names; never touches fetch',
    services: ['http'],
    packages: ['hpropagate'],
    load: async () => (await import('./hpropagate.ts')).hpropagate,
  }),
  'cls-rtracer': entry({
    about: 'carries one header, put on the call by hand',
    forwards: { kept: ['x-request-id'], renewed: [] },
    packages: ['cls-rtracer'],
    load: async () => (await import('./cls-rtracer.ts')).clsRtracer,
  }),
  otel: entry({
    about: 'OpenTelemetry, recording, no exporter',
    forwards: { ...joined, renewed: ['x-b3-spanid'] },
    packages: [...openTelemetryPackages, '@opentelemetry/sdk-trace-node'],
    load: async () => (await import('./open-telemetry.ts')).openTelemetry({ withSdk: true }),
  }),
  'otel-unsampled': entry({
    about: 'OpenTelemetry, requests with sampled=0',
    sampled: '0',
    forwards: { ...joined, renewed: ['x-b3-spanid'] },
    packages: [...openTelemetryPackages, '@opentelemetry/sdk-trace-node'],
    load: async () => (await import('./open-telemetry.ts')).openTelemetry({ withSdk: true }),
  }),
  'otel-noop': entry({
    about: 'OpenTelemetry, API and instrumentations, no SDK',
    forwards: { kept: [...joined.kept, 'x-b3-spanid'], renewed: [] },
    packages: openTelemetryPackages,
    load: async () => (await import('./open-telemetry.ts')).openTelemetry({ withSdk: false }),
  }),
  'zipkin-js': entry({
    about: 'zipkin-js; has no wrapper for http.request',
    services: ['express'],
    forwards: { ...joined, renewed: ['x-b3-spanid', 'x-b3-parentspanid'] },
    packages: ['zipkin', 'zipkin-instrumentation-express', 'zipkin-instrumentation-fetch'],
    load: async () => (await import('./zipkin.ts')).zipkinJs,
  }),
  'dd-trace': entry({
    about: 'dd-trace, B3, agent port closed',
    forwards: { ...joined, renewed: ['x-b3-spanid', 'x-b3-parentspanid'] },
    packages: ['dd-trace'],
    load: async () => (await import('./dd-trace.ts')).ddTrace,
  }),
}

/** The subjects that a kind of service can have, in the order they are shown. */
export function subjectsFor(service: ServiceKind): string[] {
  return Object.keys(registry).filter((name) => registry[name]?.services.includes(service))
}

function entry(given: Pick<Entry, 'about' | 'load'> & Partial<Entry>): Entry {
  return { services: serviceKinds, forwards: everything, sampled: '1', packages: [], ...given }
}
