import { fileURLToPath } from 'node:url'
import express from 'express'
import type { Addresses, ProcessAddress, ServiceAddress } from './addresses.ts'
import { type Collectors, startCollectors } from './collectors.ts'
import { controlRouter } from './control.ts'
import { startEmbeddedSidecars } from './embedded/embedded-sidecars.ts'
import { startEnvoySidecars } from './envoy/envoy-sidecars.ts'
import { findEnvoy } from './envoy/find-envoy.ts'
import { listen } from './listen.ts'
import { createRuleStore } from './routing/rule-store.ts'
import { watchRules } from './routing/watch-rules.ts'
import { defaultRules } from './samples.ts'
import { type Services, startServices } from './services.ts'
import { createShutdown, type Shutdown } from './shutdown.ts'
import type { Sidecars } from './sidecars.ts'
import { viewRouter } from './view/router.ts'
import { createWaybillSwitch } from './waybill-switch.ts'
import { bookinfo, type Workload } from './workloads.ts'

/** How the stack is started. */
export interface StackOptions {
  /**
   * The first of the consecutive ports; 0 stands for any free ones.
   * @default 9080
   */
  readonly port?: number
  /**
   * Files and folders of rules, watched while the stack runs.
   * @default the example's `destination-rule-all.yaml`
   */
  readonly rules?: readonly string[]
  /**
   * Real Envoys as sidecars, in the place of the embedded ones.
   * @default false
   */
  readonly envoy?: boolean
  /** Services that make spans of their own, by the SDK of OpenTelemetry. */
  readonly openTelemetry?: readonly string[]
  /**
   * Whether each service logs a line for each request.
   * @default false
   */
  readonly logs?: boolean
  /** A Zipkin or Jaeger that the spans are sent on to. */
  readonly zipkinUrl?: string
  /** A collector that takes OTLP over HTTP and that the spans are sent on to. */
  readonly otlpUrl?: string
  /**
   * Starts a Zipkin that the spans are sent on to, on the port after the others.
   * @default false
   */
  readonly zipkin?: boolean
  /**
   * Takes one line on what happens.
   * @default console.log
   */
  readonly print?: (line: string) => void
  /** Takes one sentence when a process ends by itself again and again. */
  readonly onGiveUp?: (sentence: string) => void
  /** Ends the start, or the stack, when it is aborted. */
  readonly signal?: AbortSignal
  /**
   * The program of a service.
   * @default the built one of the Bookinfo example
   */
  readonly serviceFile?: (service: string) => string
}

/** The stack, running. */
export interface Stack {
  readonly addresses: Addresses
  /** Ends everything that was started. */
  stop(): Promise<void>
}

/** How many ports a stack takes in a row. */
export const portCount: number = bookinfo.length + 1

/**
 * Starts the services, their sidecars, the collector and the trace view.
 * @throws with one sentence when something cannot be started; then all is stopped again.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const shutdown = createShutdown()
  const { signal } = options
  signal?.throwIfAborted()
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('The start was interrupted.')))
  })
  try {
    const addresses = await Promise.race([bringUp(options, shutdown), aborted])
    return { addresses, stop: shutdown.stop }
  } catch (error) {
    await shutdown.stop()
    throw error
  }
}

async function bringUp(options: StackOptions, shutdown: Shutdown): Promise<Addresses> {
  const { port = 9080, print = console.log, onGiveUp, serviceFile = builtService } = options
  const envoy = options.envoy ? await findEnvoy(process.env) : undefined
  const portAt = (offset: number) => (port === 0 ? 0 : port + offset)
  const rules = createRuleStore(bookinfo)
  await shutdown.onStop(await watchRules(rules, options.rules ?? defaultRules, print))

  const collectors = await startCollectors(
    { ...options, zipkinPort: options.zipkin ? portAt(portCount) : undefined, print, onGiveUp },
    shutdown,
  )
  const app = express()
  app.disable('x-powered-by')
  app.use(collectors.router)
  const view = await listen(portAt(1), 'the trace view', app)
  await shutdown.onStop(view.close)

  const common = {
    workloads: bookinfo,
    collectorUrl: view.url,
    // The trace view's port stands after the first workload's.
    portAt: (index: number) => portAt(index === 0 ? 0 : index + 1),
    print,
    onGiveUp,
  }
  const sidecars =
    envoy === undefined
      ? await startEmbeddedSidecars(common, shutdown)
      : await startEnvoySidecars({ ...common, envoy }, shutdown)
  await rules.enforceBy(sidecars.follow)
  let services: Services = new Map()
  const waybill = createWaybillSwitch(() => services)
  services = await startServices(
    {
      sidecars,
      serviceFile,
      isWaybillOn: waybill.isOn,
      spansUrl: (service) =>
        options.openTelemetry?.includes(service) ? `${view.url}/api/v2/spans` : undefined,
      logsRequests: options.logs === true,
      print,
      onGiveUp,
    },
    shutdown,
  )

  const addresses = {
    productpage: `${sidecars.of.get('productpage-v1')?.url}/productpage`,
    view: view.url,
    zipkin: collectors.zipkin?.current()?.url,
    sidecars: envoy === undefined ? ('embedded' as const) : ('envoy' as const),
    services: bookinfo.map((workload) => addressOf(workload, sidecars)),
  }
  const processes = () => processesOf(services, sidecars, collectors)
  app.use(controlRouter({ addresses, rules, waybill, processes }))
  app.use(viewRouter())
  return addresses
}

function builtService(service: string): string {
  return fileURLToPath(new URL(`../../bookinfo/dist/${service}.js`, import.meta.url))
}

function addressOf({ name, service, version }: Workload, sidecars: Sidecars): ServiceAddress {
  return { name: service, version, workload: name, url: sidecars.of.get(name)?.url ?? '' }
}

function processesOf(
  services: Services,
  sidecars: Sidecars,
  { zipkin }: Collectors,
): ProcessAddress[] {
  return [
    ...[...services].map(([name, service]) => ({ name, pid: service.current()?.pid })),
    ...[...sidecars.of].map(([name, sidecar]) => ({ name: `${name} sidecar`, pid: sidecar.pid() })),
    { name: 'zipkin', pid: zipkin?.current()?.pid },
  ].filter((process): process is ProcessAddress => process.pid !== undefined)
}
