import type { Workload } from '../workloads.ts'

/** What Bookinfo reads beside what is set here, and what must not leak in from outside. */
const cleared = [
  'SERVICES_DOMAIN',
  'FLOOD_FACTOR',
  'ENABLE_EXTERNAL_BOOK_SERVICE',
  'DO_NOT_ENCRYPT',
  'CLUSTER_NAME',
  'DB_TYPE',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
]

/** What a service is told beside where its upstream services are. */
export interface ServiceSettings {
  readonly isWaybillOn: boolean
  /** Where it sends spans of its own, if it is to make any. */
  readonly spansUrl: string | undefined
  /** Whether it logs a line for each request. */
  readonly logsRequests: boolean
}

/** The environment of a service whose calls go to its sidecar's ports, one for each service it calls. */
export function serviceEnvironment(
  { name, version, environment }: Workload,
  outboundPorts: ReadonlyMap<string, number>,
  { isWaybillOn, spansUrl, logsRequests }: ServiceSettings,
): NodeJS.ProcessEnv {
  const upstreams = [...outboundPorts].flatMap(([service, port]) => [
    [`${service.toUpperCase()}_HOSTNAME`, '127.0.0.1'],
    [`${service.toUpperCase()}_SERVICE_PORT`, String(port)],
  ])
  return {
    ...process.env,
    ...Object.fromEntries(cleared.map((variable) => [variable, undefined])),
    ...environment,
    ...Object.fromEntries(upstreams),
    SERVICE_VERSION: version,
    HOSTNAME: name,
    HOST: '127.0.0.1',
    WAYBILL: isWaybillOn ? 'on' : 'off',
    ...(spansUrl !== undefined && { OTEL_EXPORTER_ZIPKIN_ENDPOINT: spansUrl }),
    ...(logsRequests && { LOG_LEVEL: 'info' }),
    // The sidecar is on this machine, whatever proxy leads out of it.
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  }
}
