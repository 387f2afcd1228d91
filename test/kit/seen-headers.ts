import { current } from '@waybill/core'

/** What the code that handles a request sees of three headers. */
export function seenHeaders(): (string | null)[] {
  return ['x-request-id', 'x-tenant', 'x-b3-traceid'].map((name) => current()?.get(name) ?? null)
}

/** What a service that answers with those sees of a request, and which id it puts on its answer. */
export async function seenAt(origin: string, headers: Record<string, string>) {
  const response = await fetch(origin, { headers })
  const [id, tenant, trace] = (await response.json()) as ReturnType<typeof seenHeaders>
  return { id, tenant, trace, echo: response.headers.get('x-request-id') }
}

/** What is seen of a request that came with none of them. */
export const nothing = { id: null, tenant: null, trace: null, echo: null }
