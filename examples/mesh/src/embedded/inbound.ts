import type { RequestListener } from 'node:http'
import { SpanKind } from '@opentelemetry/api'
import { beginHop } from './begin-hop.ts'
import { sendOn } from './send-on.ts'
import type { SidecarOptions } from './sidecar-options.ts'
import { tagUpstream } from './span-tags.ts'

/** Hands every request to the application, as a SERVER span. */
export function inboundListener(
  { workload, tracer, dispatcher }: SidecarOptions,
  applicationUrl: () => string | undefined,
): RequestListener {
  const options = { workload, tracer, kind: SpanKind.SERVER, service: workload.service } as const
  return function handleInbound(request, response) {
    const hop = beginHop(options, request, response)
    tagUpstream(hop, 'inbound|9080||')
    void sendOn(hop, { dispatcher, nextOrigin: applicationUrl })
  }
}
