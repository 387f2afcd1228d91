import type express from 'express'
import { createCollector } from './collector/collector.ts'
import { otlpReceiver } from './collector/send-on-otlp.ts'
import { zipkinReceiver } from './collector/send-on-zipkin.ts'
import { listen } from './listen.ts'
import { type KeptRunning, keepRunning } from './process/keep-running.ts'
import type { Shutdown } from './shutdown.ts'
import { startZipkin, type ZipkinProcess } from './zipkin/zipkin-process.ts'

/** Where spans go beside the embedded collector. */
export interface CollectorsOptions {
  /** A Zipkin or Jaeger that is there already. */
  readonly zipkinUrl?: string
  /** A collector that takes OTLP over HTTP. */
  readonly otlpUrl?: string
  /** The port of a Zipkin to be started, 0 for any free one; `undefined` starts none. */
  readonly zipkinPort: number | undefined
  /** Takes one line on what happens. */
  readonly print: (line: string) => void
  /** Takes one sentence when the Zipkin ends by itself again and again. */
  readonly onGiveUp: ((sentence: string) => void) | undefined
}

/** The embedded collector, and the Zipkin that was started. */
export interface Collectors {
  /** Serves the embedded one. */
  readonly router: express.Router
  readonly zipkin: KeptRunning<ZipkinProcess> | undefined
}

/**
 * Makes the embedded collector, which sends all its spans on to the others.
 * @throws with one sentence when the Zipkin cannot be started.
 */
export async function startCollectors(
  options: CollectorsOptions,
  shutdown: Shutdown,
): Promise<Collectors> {
  const { zipkinUrl, otlpUrl, zipkinPort, print, onGiveUp } = options
  const zipkin = zipkinPort === undefined ? undefined : keepZipkin(zipkinPort, { print, onGiveUp })
  await shutdown.onStop(() => zipkin?.stop())
  const started = await zipkin?.started
  const collector = createCollector({
    sendOnTo: [
      ...(started ? [zipkinReceiver(started.url)] : []),
      ...(zipkinUrl === undefined ? [] : [zipkinReceiver(zipkinUrl)]),
      ...(otlpUrl === undefined ? [] : [otlpReceiver(otlpUrl)]),
    ],
    report: print,
  })
  await shutdown.onStop(collector.flush)
  return { router: collector.router, zipkin }
}

function keepZipkin(
  wantedPort: number,
  { print, onGiveUp }: Pick<CollectorsOptions, 'print' | 'onGiveUp'>,
): KeptRunning<ZipkinProcess> {
  let port = wantedPort
  return keepRunning({
    print,
    onGiveUp,
    async start(signal) {
      // Says who is wanted where, in the words that go for every port here.
      await (await listen(port, 'Zipkin', () => undefined)).close()
      const zipkin = await startZipkin({ port, signal })
      // One that is started in its place is to be found where this one is.
      port = Number(new URL(zipkin.url).port)
      return zipkin
    },
  })
}
