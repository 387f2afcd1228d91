import { spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { startSubject } from '../slots/start-subject.ts'
import { withSurroundings } from '../slots/surroundings.ts'
import { spreadOf } from '../statistics/spread.ts'
import type { ServiceKind } from '../subjects/subject.ts'
import type { MeasuredLine } from './points.ts'

const subjects = ['bare', 'als', 'waybill']

/** Files that a process may have open, less what it needs for itself. */
const mostFiles = Number(spawnSync('sh', ['-c', 'ulimit -Hn']).stdout.toString()) - 200 || 19_000

/** How requests are held: with an outbound call that is not answered, or just so. */
export type Holding = 'outbound call' | 'no call'

/**
 * Holds requests in a service, more and more, and measures kilobytes of heap for each. A request takes a socket, and so
 * does its outbound call, so the number of files that may be open bounds how many there can be.
 */
export async function holdRequests(
  kind: ServiceKind,
  holding: Holding,
  counts: readonly number[],
  rounds: number,
): Promise<MeasuredLine[]> {
  const most = holding === 'no call' ? mostFiles : Math.floor(mostFiles / 2)
  const possible = [...new Set(counts.map((count) => Math.min(count, most)))]
  if (possible.at(-1) === most) {
    console.log(`\nat most ${most} requests can be held here, by \`ulimit -n\``)
  }
  const lines = subjects.map((name) => ({
    name,
    points: possible.map((x) => ({ x, figures: [] as number[] })),
  }))
  for (let round = 0; round < rounds; round++) {
    for (const { name, points } of lines) {
      for (const { x, figures } of points) {
        figures.push(await kilobytesHeld(name, kind, holding, x))
        process.stdout.write('.')
      }
    }
  }
  return lines.map(({ name, points }) => ({
    name,
    points: points.map(({ x, figures }) => ({ x, y: spreadOf(figures) })),
  }))
}

function kilobytesHeld(
  name: string,
  kind: ServiceKind,
  holding: Holding,
  count: number,
): Promise<number> {
  return withSurroundings(async ({ upstream, upstreamPort, load }) => {
    const service = await startSubject(name, kind, upstreamPort, ['--expose-gc'])
    try {
      const before = await service.ask.heapUsed()
      const { served } = await service.ask.mark()
      const path = holding === 'no call' ? '/wait' : '/hold'
      await load.ask.open(service.origin + path, count)
      const held = async () =>
        holding === 'no call'
          ? (await service.ask.mark()).served - served
          : await upstream.ask.held()
      const tooLate = performance.now() + 60_000
      while ((await held()) < count) {
        if (performance.now() > tooLate) throw new Error(`only ${await held()} of ${count} arrive`)
        await wait(50)
      }
      // What only lived until the requests were sent is gone at the second collection.
      await service.ask.heapUsed()
      return ((await service.ask.heapUsed()) - before) / count / 1000
    } finally {
      await service.stop()
    }
  })
}
