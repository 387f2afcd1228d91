import Module from 'node:module'

type Loaded = (exports: object) => void
type Load = (request: string, ...args: unknown[]) => unknown

const waiting: { pattern: RegExp; told: Loaded }[] = []
let isWatched = false

/** Calls a function with the exports of each CommonJS module whose name fits, whenever it is loaded. */
export function onLoad(pattern: RegExp, told: Loaded): void {
  waiting.push({ pattern, told })
  if (isWatched) return
  isWatched = true
  const module = Module as object as { _load: Load }
  const load = module._load
  module._load = function loadWatched(this: unknown, request, ...args) {
    const exports = Reflect.apply(load, this, [request, ...args])
    if (exports && (typeof exports === 'object' || typeof exports === 'function'))
      for (const { pattern, told } of waiting) if (pattern.test(request)) attempt(told, exports)
    return exports
  }
}

/** What cannot be watched must not break the app that loads it. */
function attempt(told: Loaded, exports: object): void {
  try {
    told(exports)
  } catch {}
}
