import { setTimeout as sleep } from 'node:timers/promises'
import { bind, current, explain, forward, run, setHeader } from '@waybill/core'
import { fetch as waybillFetch } from '@waybill/fetch'

const id = () => current()?.get('x-request-id')

/**
 * What core does in a request, a name and a value each, told by the runtime itself.
 * @param url of an echo server
 */
export async function probe(url: string): Promise<Record<string, unknown>> {
  const later = (start: (done: (value: unknown) => void) => void) => new Promise(start)
  const bound = bind(id)
  const seen: Record<string, unknown> = {
    'at once': id(),
    'after an await': await Promise.resolve().then(id),
    'in a timer': await later((done) => void setTimeout(() => done(id()), 1)),
    'in a microtask': await later((done) => queueMicrotask(() => done(id()))),
    'after a timer of node:timers/promises': await sleep(1).then(id),
    'outside, as run says': run(undefined, () => id() ?? 'none'),
    'bound, called outside': run(undefined, () => bound()),
    forwarded: forward(url)['x-request-id'],
    'set by the application': setHeader('end-user', 'jason'),
    explained: explain(url).find(({ header }) => header === 'end-user')?.reason,
  }
  const response = await waybillFetch(url)
  seen['after a call'] = id()
  const { headers } = (await response.json()) as { headers: Record<string, unknown> }
  seen['after its body'] = id()
  return { ...seen, 'arrived, set': headers['end-user'], arrived: headers['x-request-id'] }
}
