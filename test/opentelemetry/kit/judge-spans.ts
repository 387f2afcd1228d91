import type { Configuration } from './configurations.ts'
import { isUnread, type Sent } from './sent.ts'
import type { FinishedSpan } from './setup.ts'
import type { Named } from './trace-formats.ts'

/** The spans of one call: what is wrong with them, and which is the innermost. */
export interface JudgedSpans {
  readonly problems: readonly string[]
  readonly innermost: Named | undefined
  /** The one around the call itself. */
  readonly around: Named | undefined
}

// Of OpenTelemetry's SpanKind.
const SERVER = 1
export const CLIENT = 2

/** Looks whether all spans of a call were made, each with the right parent. */
export function judgeSpans(
  { http, undici }: Configuration,
  sent: Sent,
  spans: readonly FinishedSpan[],
): JudgedSpans {
  const { client, isOwnSpan, kind, propagator, came } = sent
  if (!propagator)
    return {
      problems: spans.length > 0 ? ['span: no SDK'] : [],
      innermost: undefined,
      around: undefined,
    }
  const problems: string[] = []
  const server = spans.find((span) => span.kind === SERVER)
  const own = spans.find(({ name }) => name === 'own')
  const clients = spans.filter((span) => span.kind === CLIENT)
  const isMade = client === 'http' || client === 'axios' ? http : undici
  if (http !== Boolean(server)) problems.push('span: no server span')
  if (isOwnSpan !== Boolean(own)) problems.push('span: no own span')
  if (isMade !== clients.length > 0) problems.push('span: no client span')
  if (clients.length > 1) problems.push('span: two client spans')

  const remote = kind === 'nothing' || isUnread(sent) ? undefined : came
  if (server && server.parent !== remote?.spanId) problems.push('parent: of the server span')
  if (own && own.parent !== (server ?? remote)?.spanId) problems.push('parent: of the own span')
  const around = own ?? server
  const made = clients[0]
  const isMisplaced = made !== undefined && made.parent !== (around ?? remote)?.spanId
  // A client span that was made in the context of another request is none of this call's.
  const isOthers = isMisplaced && client === 'pool'
  if (isOthers) problems.push("parent: another request's")
  else if (isMisplaced) problems.push('parent: of the client span')
  return { problems, innermost: isOthers ? around : (made ?? around), around: around ?? remote }
}
