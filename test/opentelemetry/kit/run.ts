import type { Configuration } from './configurations.ts'
import { type InboundKind, inboundKinds, inboundOf } from './inbound.ts'
import { type Judged, judge } from './judge.ts'
import type { Sent } from './sent.ts'
import { type Service, startService } from './service.ts'
import type { PropagatorName } from './setup.ts'
import type { Upstream } from './upstream.ts'

/** A call, how it was made, and what is wrong with it. */
export interface Outcome extends Judged {
  readonly configuration: Configuration
  readonly sent: Sent
}

const allPropagators: readonly PropagatorName[] = ['w3c', 'b3', 'both']
const OVERLAPPING = 6
let number = 0

/** Runs the service of a configuration, sends all its requests, and judges the calls they made. */
export async function runConfiguration(
  configuration: Configuration,
  upstream: Upstream,
): Promise<Outcome[]> {
  const service = await startService(configuration)
  try {
    const sent = await sendAll(configuration, service, upstream)
    const spans = await service.spans()
    return judge(configuration, sent, spans, upstream).map((judged, i) => ({
      configuration,
      sent: sent[i] as Sent,
      ...judged,
    }))
  } finally {
    service.stop()
  }
}

async function sendAll(
  { order, propagator, waybill }: Configuration,
  service: Service,
  upstream: Upstream,
): Promise<Sent[]> {
  const baselines = waybill === 'adapters' ? ['plain', 'policy'] : []
  const main = waybill === 'adapters' ? 'extension' : 'plain'
  const sent: Sent[] = []
  if (order === 'after-request') {
    for (const way of [...baselines, main]) sent.push(...single(way, undefined))
    await sendEach(sent, service, upstream)
    await service.order({ do: 'start' })
  }
  for (const way of baselines) sent.push(...(await sendPhase(way, propagator)))
  sent.push(...(await sendPhase(main, propagator)))
  for (const other of allPropagators.filter((one) => one !== propagator)) {
    await service.order({ do: 'use', propagator: other })
    sent.push(...(await sendPhase(main, other)))
  }
  return sent

  async function sendPhase(way: string, using: PropagatorName): Promise<Sent[]> {
    const alone = single(way, using)
    await sendEach(alone, service, upstream)
    const together = overlapping(way, using)
    await sendTogether(together, service, upstream)
    return [...alone, ...together]
  }
}

/** One request of each kind. */
function single(way: string, propagator: PropagatorName | undefined): Sent[] {
  return inboundKinds.flatMap((kind) =>
    (['fetch', 'fetch-by-hand', 'http', 'axios'] as const).flatMap((client) =>
      [true, false].map((isOwnSpan) => newSent({ way, propagator, kind, client, isOwnSpan })),
    ),
  )
}

/** Requests whose calls wait for one connection. */
function overlapping(way: string, propagator: PropagatorName): Sent[] {
  const prefix = `together${number}-`
  return Array.from({ length: OVERLAPPING }, (_, i) =>
    newSent({
      way,
      propagator,
      kind: inboundKinds[i % inboundKinds.length] as InboundKind,
      client: 'pool',
      isOwnSpan: i >= OVERLAPPING / 2,
      prefix,
    }),
  )
}

function newSent({
  kind,
  prefix = 'c',
  ...more
}: Omit<Sent, 'id' | 'came'> & { prefix?: string }): Sent {
  number++
  const id = prefix + String(number).padStart(7, '0')
  return { ...more, kind, id, came: inboundOf(kind, number) }
}

async function sendEach(all: readonly Sent[], service: Service, upstream: Upstream): Promise<void> {
  const AT_ONCE = 4
  const waiting = [...all]
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        await send(next, service, upstream)
    }),
  )
}

async function sendTogether(
  all: readonly Sent[],
  service: Service,
  upstream: Upstream,
): Promise<void> {
  const prefix = (all[0] as Sent).id.replace(/-.*/, '-')
  const held = upstream.hold(prefix)
  const answers = all.map((one) => send(one, service, upstream))
  await Promise.race([service.calling(prefix, all.length), Promise.all(answers)])
  held.release()
  await Promise.all(answers)
}

function send({ way, id, client, isOwnSpan, came }: Sent, service: Service, upstream: Upstream) {
  const query = new URLSearchParams({
    id,
    client,
    to: `${upstream.origin}/${id}`,
    span: isOwnSpan ? 'own' : '',
  })
  return service.send(`/${way}?${query}`, came.headers)
}
