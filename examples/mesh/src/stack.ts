import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { Agent } from 'undici'
import type { Addresses, ServiceAddress } from './addresses.ts'
import { createCollector } from './collector/collector.ts'
import { controlRouter } from './control.ts'
import { listen } from './listen.ts'
import { createRuleStore } from './routing/rule-store.ts'
import { watchRules } from './routing/watch-rules.ts'
import { sampleFolder } from './samples.ts'
import { startServices } from './services.ts'
import { createShutdown, type Shutdown } from './shutdown.ts'
import { type Sidecars, startSidecars } from './sidecars.ts'
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
  /** A Zipkin or Jaeger that the spans are sent on to. */
  readonly zipkinUrl?: string | undefined
  /**
   * Takes one line on what happens.
   * @default console.log
   */
  readonly print?: (line: string) => void
  /** Takes one sentence when a service ends by itself. */
  readonly onCrash?: (sentence: string) => void
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
  const { port = 9080, print = console.log, onCrash, serviceFile = builtService } = options
  const portAt = (offset: number) => (port === 0 ? 0 : port + offset)
  const rules = createRuleStore(bookinfo)
  const paths = options.rules ?? [join(sampleFolder, 'destination-rule-all.yaml')]
  await shutdown.onStop(await watchRules(rules, paths, print))

  const app = express()
  app.disable('x-powered-by')
  app.use(createCollector({ sendOnTo: options.zipkinUrl, report: print }).router)
  const view = await listen(portAt(1), 'the trace view', app)
  await shutdown.onStop(view.close)

  const dispatcher = new Agent({ maxHeaderSize: 60 * 1024, connect: { timeout: 1_000 } })
  await shutdown.onStop(() => dispatcher.destroy())
  const sidecars = await startSidecars(
    { routes: rules.table, dispatcher, collectorUrl: view.url, portAt },
    shutdown,
  )
  const services = await startServices({ sidecars, serviceFile, print, onCrash }, shutdown)

  const addresses = {
    productpage: `${sidecars.get('productpage-v1')?.url}/productpage`,
    view: view.url,
    services: bookinfo.map((workload) => addressOf(workload, sidecars)),
  }
  app.use(controlRouter({ addresses, rules, waybill: createWaybillSwitch(services) }))
  app.use(viewRouter())
  return addresses
}

function builtService(service: string): string {
  return fileURLToPath(new URL(`../../bookinfo/dist/${service}.js`, import.meta.url))
}

function addressOf({ name, service, version }: Workload, sidecars: Sidecars): ServiceAddress {
  return { name: service, version, workload: name, url: sidecars.get(name)?.url ?? '' }
}
