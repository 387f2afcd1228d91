import { onLoad } from './modules.ts'
import { keepStack, ownFrames, placeOf } from './stack.ts'

interface App {
  readonly router?: { stack?: readonly Layer[] }
  readonly _router?: { stack?: readonly Layer[] }
  readonly middleware?: readonly unknown[]
}

interface Layer {
  readonly route?: { path?: unknown }
}

type Use = (this: App, ...args: unknown[]) => unknown

/** Where the middleware of Waybill was registered, and what stood there already. */
export interface MiddlewareUse {
  readonly at: string | undefined
  /** The paths of routes, or a number of middlewares. */
  readonly behind: string
}

const uses: MiddlewareUse[] = []

/** The registrations of Waybill's middleware behind something else. */
export function lateMiddleware(): readonly MiddlewareUse[] {
  return uses
}

/** Notes where Express and Koa are given Waybill's middleware. */
export function watchMiddleware(): void {
  onLoad(/(^|[/\\])(express4?|koa2?)([/\\]|$)/, (loaded) => {
    const { application, prototype } = loaded as { application?: object; prototype?: object }
    for (const owner of [application, prototype]) {
      const use = owner && (Reflect.get(owner, 'use') as Use | undefined)
      if (owner && typeof use === 'function' && use.name !== 'useWatched')
        Reflect.set(owner, 'use', watching(use))
    }
  })
}

function watching(use: Use): Use {
  return function useWatched(...args) {
    if (args.some((one) => isWaybill(one))) attemptNote(this, keepStack(20, useWatched))
    return Reflect.apply(use, this, args)
  }
}

/** What is built has lost the name of the function. */
function isWaybill(one: unknown): boolean {
  if (typeof one !== 'function') return false
  return one.name === 'waybillMiddleware' || /\baccept\(policy,/.test(String(one).slice(0, 300))
}

function attemptNote(app: App, stack: Error): void {
  try {
    note(app, stack)
  } catch {}
}

function note(app: App, stack: Error): void {
  const layers = (Object.hasOwn(app, '_router') ? app._router : app.router)?.stack ?? []
  const routes = layers.flatMap(({ route }) => (route ? `"${String(route.path)}"` : []))
  const count = app.middleware?.length ?? 0
  const [frame] = ownFrames(stack)
  const behind =
    routes.length > 0
      ? `the route${routes.length > 1 ? 's' : ''} ${routes.slice(0, 3).join(', ')}`
      : count > 0
        ? `${count} other middleware${count > 1 ? 's' : ''}`
        : ''
  if (behind) uses.push({ at: frame && placeOf(frame), behind })
}
