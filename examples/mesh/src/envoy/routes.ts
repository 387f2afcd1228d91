import type { Fault } from '../routing/fault.ts'
import type { RequestMatch } from '../routing/request-match.ts'
import type { Retries } from '../routing/retries.ts'
import type { StringMatch } from '../routing/string-match.ts'
import type { Route } from '../routing/virtual-service.ts'
import { applicationCluster } from './clusters.ts'
import { outboundName } from './listeners.ts'
import { duration, type Resource, typed } from './resource.ts'

/** Everything that comes in goes to the application. */
export function inboundRoutes(service: string): Resource {
  const route = { cluster: applicationCluster, timeout: '0s' }
  return routeConfiguration('inbound', service, [{ match: { prefix: '/' }, route }])
}

/** What the rules say of the calls to a service. */
export function outboundRoutes(service: string, routes: readonly Route[]): Resource {
  const entries = routes.flatMap((route) =>
    matchesOf(route.matches).map((match) => ({
      match,
      route: actionOf(service, route),
      ...faultOf(route.fault),
    })),
  )
  return routeConfiguration(outboundName(service), service, entries)
}

function routeConfiguration(name: string, service: string, routes: readonly Resource[]): Resource {
  const decorator = { operation: `${service}:9080/*` }
  return {
    name,
    virtual_hosts: [
      { name, domains: ['*'], routes: routes.map((route) => ({ ...route, decorator })) },
    ],
    // An application may be asked for before it is there, and a version after it has gone.
    validate_clusters: false,
  }
}

function matchesOf(matches: readonly RequestMatch[]): Resource[] {
  if (matches.length === 0) return [{ prefix: '/' }]
  return matches.map(({ path, headers }) => ({
    ...pathMatchOf(path),
    headers: [...headers].map(([name, match]) => ({
      name,
      ...(match === 'present' ? { present_match: true } : { string_match: stringMatchOf(match) }),
    })),
  }))
}

function pathMatchOf(match: StringMatch | undefined): Resource {
  if (match === undefined) return { prefix: '/' }
  if (match.kind === 'exact') return { path: match.wanted }
  if (match.kind === 'prefix') return { prefix: match.wanted }
  return { safe_regex: { regex: match.wanted } }
}

function stringMatchOf({ kind, wanted }: StringMatch): Resource {
  return kind === 'regex' ? { safe_regex: { regex: wanted } } : { [kind]: wanted }
}

function actionOf(service: string, { destinations, timeout, retries }: Route): Resource {
  const clusters = destinations.map(({ cluster, weight }) => ({ name: cluster, weight }))
  return {
    weighted_clusters: { clusters },
    host_rewrite_literal: `${service}:9080`,
    // 0 stands for none; Envoy's own is 15 s.
    timeout: duration(timeout ?? 0),
    ...(retries.attempts > 0 && { retry_policy: retryPolicyOf(retries) }),
  }
}

function retryPolicyOf({ attempts, perTryTimeout, conditions }: Retries): Resource {
  const statuses = conditions.filter((condition) => /^\d+$/.test(condition)).map(Number)
  const words = conditions.filter((condition) => !/^\d+$/.test(condition))
  return {
    retry_on: [...words, ...(statuses.length > 0 ? ['retriable-status-codes'] : [])].join(','),
    ...(statuses.length > 0 && { retriable_status_codes: statuses }),
    num_retries: attempts,
    ...(perTryTimeout !== undefined && { per_try_timeout: duration(perTryTimeout) }),
  }
}

function faultOf({ delay, abort }: Fault): Resource {
  if (delay === undefined && abort === undefined) return {}
  const fault = typed('extensions.filters.http.fault.v3.HTTPFault', {
    ...(delay && {
      delay: {
        fixed_delay: duration(delay.milliseconds),
        percentage: percentageOf(delay.percentage),
      },
    }),
    ...(abort && {
      abort: { http_status: abort.status, percentage: percentageOf(abort.percentage) },
    }),
  })
  return { typed_per_filter_config: { 'envoy.filters.http.fault': fault } }
}

function percentageOf(percentage: number): Resource {
  return { numerator: Math.round(percentage * 10_000), denominator: 'MILLION' }
}
