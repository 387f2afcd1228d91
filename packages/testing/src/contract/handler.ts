import { setTimeout } from 'node:timers/promises'
import type { Handler, Outbound } from './subject.ts'

/**
 * What a service under contract does for a request: it calls the URL of the query's `call`, after `before`
 * milliseconds, with the headers of `headers`, a JSON object. Without `call` it answers at once.
 */
export function contractHandler(call: Outbound['call']): Handler {
  return async function handleContract(path) {
    const { searchParams: asked } = new URL(path, 'http://service')
    const url = asked.get('call')
    if (url === null) return { ok: true }
    if (asked.has('before')) await setTimeout(Number(asked.get('before')))
    const text = asked.get('headers') ?? '{}'
    const headers = Object.freeze(JSON.parse(text)) as Record<string, string>
    try {
      return await call(url, headers)
    } catch (error) {
      // The call failed, which is what the contract asked for; a service goes on.
      return { failed: error instanceof Error ? error.name : String(error) }
    }
  }
}
