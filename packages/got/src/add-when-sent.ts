import { urlAt, type Waybill } from '@waybill/core'
import type { BeforeRequestHook, Options } from 'got'

const ADDED = Symbol.for('@waybill/got.added')

type Headers = Record<string, unknown>
type Hook = BeforeRequestHook & { [ADDED]: Readonly<Record<string, string>> }
type Sent = Parameters<BeforeRequestHook>[0]

/**
 * Adds the headers when a try or a hop is sent: hooks may have set headers, signed the call or turned it to another
 * place. Got keeps the hook with the call, and so its waybill, from whatever context it sends again.
 */
export function addWhenSent({ headers, hooks }: Options, waybill: Waybill): void {
  // Those with `undefined` are not sent; Got deletes them before it calls a hook.
  const refused: Headers = {}
  for (const [name, value] of Object.entries(headers))
    if (value === undefined) refused[name] = value
  const hook: Hook = Object.assign(
    function waybillBeforeRequest({ headers, hooks, url }: Sent) {
      if (hasMovedBack(hook, hooks.beforeRequest)) return
      try {
        for (const name of Object.keys(hook[ADDED])) {
          // The application has taken it away since; Got itself does so with what is for one origin alone.
          if (!(name in headers) && !/^(authorization|cookie)$/.test(name))
            refused[name] = undefined
        }
        remove(hook, headers)
        hook[ADDED] = waybill.forward(targetOf(url as URL), { ...refused, ...headers } as never)
        for (const [name, value] of Object.entries(hook[ADDED])) {
          // Not an assignment, for which `__proto__` is no header.
          Object.defineProperty(headers, name, { value, ...OF_A_LITERAL })
        }
      } catch {
        // What cannot be read is left to Got.
      }
    },
    { [ADDED]: Object.create(null) as Hook[typeof ADDED] },
  )
  hooks.beforeRequest.push(hook)
}

/** Takes back what an earlier call with these options has added. */
export function takeBack({ headers, hooks }: Options): void {
  for (const hook of hooks.beforeRequest) if (ADDED in hook) remove(hook as Hook, headers)
  hooks.beforeRequest = hooks.beforeRequest.filter((hook) => !(ADDED in hook))
}

const OF_A_LITERAL = { configurable: true, enumerable: true, writable: true }

function remove({ [ADDED]: added }: Hook, headers: Headers): void {
  for (const name of Object.keys(added)) if (headers[name] === added[name]) delete headers[name]
}

/** Whether a hook went behind those that were added after it; Got then calls it once more, as the last one. */
function hasMovedBack(hook: Hook, hooks: BeforeRequestHook[]): boolean {
  const place = hooks.indexOf(hook)
  if (place < 0 || place === hooks.length - 1) return false
  // Its place stays taken, for Got counts the places while it calls the hooks.
  hooks[place] = function passOver() {}
  hooks.push(hook)
  return true
}

/** A Unix socket leads to this machine, whatever its path says. */
function targetOf({ hostname, href, pathname, search }: URL): string {
  return hostname === 'unix' ? urlAt('http://localhost', pathname + search) : href
}
