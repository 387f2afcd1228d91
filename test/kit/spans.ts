/** One span as a collector gives it. */
export interface Span {
  readonly traceId: string
  readonly id: string
  readonly parentId?: string
  readonly name: string
  /** A span that an application makes inside of it has none. */
  readonly kind?: 'CLIENT' | 'SERVER'
  readonly localEndpoint: { readonly serviceName: string }
  readonly tags: Readonly<Record<string, string>>
}

/** The hops of a page whose reviews have no ratings, as {@link links} writes them. */
export const withoutRatings: readonly string[] = [
  'CLIENT productpage <- SERVER productpage',
  'CLIENT productpage <- SERVER productpage',
  'SERVER details <- CLIENT productpage',
  'SERVER productpage <- nothing',
  'SERVER reviews <- CLIENT productpage',
]

/** The hops of a page whose reviews have ratings. */
export const withRatings: readonly string[] = [
  ...withoutRatings,
  'CLIENT reviews <- SERVER reviews',
  'SERVER ratings <- CLIENT reviews',
].sort()

/**
 * Each hop as `kind service <- parent's kind service`, which says of every span that its parent is the right one. A span
 * without a kind stands there with its name.
 */
export function links(trace: readonly Span[]): string[] {
  const describe = (span: Span | undefined) =>
    span ? `${span.kind ?? span.name} ${span.localEndpoint.serviceName}` : 'nothing'
  return trace
    .map((span) => {
      const parent = trace.find(({ id }) => id === span.parentId)
      // A parent that is named but not there must not read as a root.
      return `${describe(span)} <- ${span.parentId && !parent ? 'a missing span' : describe(parent)}`
    })
    .sort()
}

/** The SERVER span of a service. */
export function serverSpan(spans: readonly Span[], service: string): Span {
  const found = spans.find(
    ({ kind, localEndpoint }) => kind === 'SERVER' && localEndpoint.serviceName === service,
  )
  if (found === undefined) throw new Error(`${service} has no SERVER span`)
  return found
}

/** The headers that a span shows. */
export function headersAt({ tags }: Span): Record<string, string> {
  const prefix = 'http.request.header.'
  const entries = Object.entries(tags).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), value]))
}
