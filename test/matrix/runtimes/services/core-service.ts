import { capture, definePolicy, forward, type PolicyOptions, run } from '@waybill/core'
import { contractAnswer } from './contract-answer.ts'
import { probe } from './probe.ts'

/** A service on core alone: what an app does that has no framework, and no wrapped client. */
export function coreService(options: PolicyOptions): (request: Request) => Promise<Response> {
  const policy = definePolicy(options)
  const answer = contractAnswer((url, init) => {
    const headers = init?.headers as Record<string, string>
    return fetch(url, { headers: { ...headers, ...forward(String(url), headers) } })
  })
  return function handle(request) {
    const waybill = capture(policy, request.headers as Iterable<[string, string]>)
    return run(waybill, async () => {
      const { pathname, search, searchParams } = new URL(request.url)
      const path = `${pathname}${search}`
      const body =
        pathname === '/probe' ? await probe(searchParams.get('call') ?? '') : await answer(path)
      const headers: [string, string][] = policy.echo.map((name) => [name, waybill.get(name) ?? ''])
      return Response.json(body, { headers })
    })
  }
}
