import type { RequestListener } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { SpanKind } from '@opentelemetry/api'
import { chooseDestination } from '../routing/destination.ts'
import type { Fault } from '../routing/fault.ts'
import type { RoutedRequest } from '../routing/request-match.ts'
import { answer } from './answer.ts'
import { beginHop } from './begin-hop.ts'
import { valuesOf } from './header-list.ts'
import type { Hop } from './hop.ts'
import { roundRobin } from './round-robin.ts'
import { sendOn } from './send-on.ts'
import type { SidecarOptions } from './sidecar-options.ts'
import { tagUpstream } from './span-tags.ts'

/** Sends every request to the versions of one service that the rules name, as a CLIENT span. */
export function outboundListener(options: SidecarOptions, service: string): RequestListener {
  const { workload, tracer, dispatcher, routes, addressOf, random = Math.random } = options
  const nextOf = roundRobin()

  async function route(hop: Hop): Promise<void> {
    const found = routes().routeFor(service, routed(hop))
    const destination = found && chooseDestination(found.destinations, random())
    if (found === undefined || destination === undefined) {
      hop.flags.add('NR')
      return answer(hop, 404, `no route of ${service} fits this request`)
    }
    tagUpstream(hop, destination.cluster)
    if (await goesWrong(hop, found.fault, random)) return
    await sendOn(hop, {
      dispatcher,
      nextOrigin: () => addressOf(nextOf(destination)),
      timeout: found.timeout,
      retries: found.retries,
    })
  }

  return function handleOutbound(request, response) {
    void route(beginHop({ workload, tracer, kind: SpanKind.CLIENT, service }, request, response))
  }
}

function routed({ request, headers }: Hop): RoutedRequest {
  return {
    path: (request.url ?? '/').split('?', 1)[0] as string,
    header(name) {
      const values = valuesOf(headers, name)
      return values.length === 0 ? undefined : values.join(',')
    },
  }
}

/** Plays a fault; says whether the request ends with it. */
async function goesWrong(hop: Hop, fault: Fault, random: () => number): Promise<boolean> {
  const { delay, abort } = fault
  if (delay !== undefined && random() * 100 < delay.percentage) {
    hop.flags.add('DI')
    await pauseUnlessGone(hop, delay.milliseconds)
    if (hop.response.destroyed) return true
  }
  if (abort === undefined || random() * 100 >= abort.percentage) return false
  hop.flags.add('FI')
  answer(hop, abort.status, 'fault filter abort')
  return true
}

async function pauseUnlessGone({ response }: Hop, milliseconds: number): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  await pause(milliseconds, undefined, { signal: gone.signal }).catch(() => undefined)
}
