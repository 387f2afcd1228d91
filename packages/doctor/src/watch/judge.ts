import { type Found, missing } from './absence.ts'
import { siteOf } from './claims.ts'
import { clientOf } from './clients.ts'
import type { Finding, HeaderState, JudgedCall, Kind } from './findings.ts'
import { type JudgedHeader, judgeHeaders } from './header-states.ts'
import { explainLoss } from './lost.ts'
import type { Call, Inbound } from './model.ts'
import { placeOf } from './stack.ts'

const LIST_WRITER = /^\d+$/

/** Judges one call of a request, whose headers have gone out. */
export function judgeCall(call: Call, inbound: Inbound, others: readonly Inbound[]): JudgedCall {
  const headers = judgeHeaders(call, inbound, others)
  const site = siteOf(call)
  const from = redirectOf(call, inbound)
  const at = site && placeOf(site)
  const shown = {
    id: call.id,
    client: clientOf(call).name,
    method: call.method,
    url: withoutQuery(call.url),
    status: call.status,
    at,
    startedAfter: call.startedAt - inbound.startedAt,
    redirectedFrom: from?.id,
    madeIn: madeIn(call, inbound),
    headers: headers.map(({ name, state, reason }): HeaderState => ({ name, state, reason })),
  }
  const about = {
    at,
    request: `${inbound.method} ${inbound.path}`,
    call: `${call.method} ${shown.url}`,
  }
  const findings = groups(headers, call, inbound, from).map(
    ([found, names]): Finding => ({ because: [], ...found, ...about, headers: names }),
  )
  return { ...shown, findings }
}

/** What is wrong, each with the headers that it is about. */
function groups(
  headers: readonly JudgedHeader[],
  call: Call,
  inbound: Inbound,
  from: Call | undefined,
): [Found, string[]][] {
  if ([...(call.wire?.keys() ?? [])].some((name) => LIST_WRITER.test(name)))
    return [
      [destroyed(call), headers.flatMap(({ name, state }) => (state === 'absent' ? name : []))],
    ]
  const byKind = new Map<Kind, [Found, string[]]>()
  for (const header of headers) {
    const found = judge(header, call, inbound, from)
    if (!found) continue
    const group = byKind.get(found.kind)
    if (group) group[1].push(header.name)
    else byKind.set(found.kind, [found, [header.name]])
  }
  return [...byKind.values()]
}

function judge(
  header: JudgedHeader,
  call: Call,
  inbound: Inbound,
  from: Call | undefined,
): Found | undefined {
  const isElsewhere = from !== undefined && new URL(from.url).origin !== new URL(call.url).origin
  switch (header.state) {
    case 'doubled':
      return {
        kind: 'doubled',
        cause: 'two writers have each set the header, and the receiver gets both',
        remedy:
          'leave it to one of them: remove the code, or the other tool, that sets it beside Waybill',
      }
    case 'another-request':
      return call.claim
        ? { kind: 'another-request', ...explainLoss(call) }
        : {
            kind: 'another-request',
            cause: `the headers are those of ${header.owner?.method} ${header.owner?.path}: the client took them when a connection became free, or from an object that requests share`,
            remedy: `read them where the call is made: ${clientOf(call).remedy}`,
          }
    case 'forwarded':
      return isElsewhere && header.refusal === 'target-refused'
        ? {
            kind: 'redirect-leak',
            cause: `a redirect of ${new URL(from.url).host} has led to ${new URL(call.url).host}, and the client sent the headers there, too`,
            remedy: `let Waybill decide at each hop: ${clientOf(call).remedy}`,
          }
        : undefined
    case 'absent':
      return missing(header, call, inbound, from)
    default:
      return undefined
  }
}

function destroyed(call: Call): Found {
  return {
    kind: 'array-headers',
    cause:
      'headers were given as a list, and something has made an object of it: its names are numbers',
    remedy: `give them as an object, and leave the adding to Waybill: ${clientOf(call).remedy}`,
  }
}

function redirectOf(call: Call, inbound: Inbound): Call | undefined {
  return inbound.calls.find(({ id, location, url }) => {
    if (id >= call.id || location === undefined || !URL.canParse(location, url)) return false
    return new URL(location, url).href === call.url
  })
}

function madeIn({ claim, place }: Call, inbound: Inbound): string | undefined {
  if (!claim) return undefined
  const natural = place.scope?.natural
  if (natural === inbound) return undefined
  return natural ? `another request, ${natural.method} ${natural.path}` : 'no request'
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//')
}
