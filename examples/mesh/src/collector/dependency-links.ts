import { hasError, type Span } from './span.ts'

/** How often one service called another, and how often that failed. */
export type DependencyLink = {
  parent: string
  child: string
  callCount: number
  errorCount: number
}

/** Counts the calls between different services, seen as a client's span and the server's under it. */
export function dependencyLinks(traces: Iterable<Span[]>): DependencyLink[] {
  const links = new Map<string, DependencyLink>()
  for (const spans of traces) {
    for (const call of callsOf(spans)) {
      const key = `${call.parent} ${call.child}`
      const link = links.get(key) ?? { ...call, callCount: 0, errorCount: 0 }
      links.set(key, {
        parent: call.parent,
        child: call.child,
        callCount: link.callCount + 1,
        errorCount: link.errorCount + (call.failed ? 1 : 0),
      })
    }
  }
  return [...links.values()].sort((one, other) =>
    `${one.parent} ${one.child}`.localeCompare(`${other.parent} ${other.child}`),
  )
}

type Call = { parent: string; child: string; failed: boolean }

function callsOf(spans: Span[]): Call[] {
  const clients = new Map<string, Span>()
  for (const span of spans) if (span.kind === 'CLIENT') clients.set(span.id, span)
  const answered = new Set<Span>()
  const calls: Call[] = []
  for (const server of spans) {
    if (server.kind !== 'SERVER') continue
    // The same id when the two sides share one, else the client's span is the parent.
    const client = clients.get(server.id) ?? clients.get(server.parentId ?? '')
    if (client) answered.add(client)
    // A caller without a sidecar of its own is known only as the server's peer.
    const parent = client ? serviceOf(client) : server.remoteEndpoint?.serviceName
    const failed = hasError(server) || (client !== undefined && hasError(client))
    addCall(calls, parent, serviceOf(server), failed)
  }
  for (const client of spans) {
    if (client.kind !== 'CLIENT' || answered.has(client)) continue
    addCall(calls, serviceOf(client), client.remoteEndpoint?.serviceName, hasError(client))
  }
  return calls
}

function addCall(
  calls: Call[],
  parent: string | undefined,
  child: string | undefined,
  failed: boolean,
): void {
  if (parent && child && parent !== child) calls.push({ parent, child, failed })
}

function serviceOf(span: Span): string | undefined {
  return span.localEndpoint?.serviceName
}
