import { createHook, executionAsyncResource } from 'node:async_hooks'
import type { Call, Inbound, Scope } from './model.ts'
import { scopes } from './scope.ts'
import { keepStack, ownFrames } from './stack.ts'

const FRAMES = 20
// A timer that starts its successor makes a chain without an end, and each link would hold the one before.
const LONGEST_CHAIN = 200

/** One asynchronous thing: a promise, a timer, a socket. */
export interface Resource {
  readonly type: string
  /** What was running when it was made. */
  readonly parent: Resource | undefined
  readonly scope: Scope | undefined
  readonly stack: Error
  readonly depth: number
  readonly calls: Call[]
  readonly at: number
}

type OnResolve = (promise: Resource, scope: Scope | undefined) => void

// By what Node hands over, and so for as long as that lives: a stack holds what it was taken in.
const resources = new WeakMap<object, Resource>()
/** The promises of requests that nothing has resolved yet. */
const pending = new Map<number, Resource>()

/** Watches everything asynchronous that is made from now on. This is what the doctor costs. */
export function watchResources(onForeignResolve: OnResolve): void {
  createHook({
    init(id, type, _trigger, handle) {
      const scope = scopes.getStore()
      const parent = parentFor(scope)
      const resource: Resource = {
        type,
        parent,
        scope,
        stack: keepStack(FRAMES),
        depth: parent ? parent.depth + 1 : 0,
        calls: [],
        at: performance.now(),
      }
      resources.set(handle, resource)
      if (type === 'PROMISE' && scope && !scope.owner.isEnded) {
        pending.set(id, resource)
        scope.owner.promises.push(id)
      }
    },
    promiseResolve(id) {
      const promise = pending.get(id)
      if (!promise) return
      pending.delete(id)
      const scope = scopes.getStore()
      if (scope?.owner !== promise.scope?.owner) onForeignResolve(promise, scope)
    },
  }).enable()
}

/** Forgets the promises of a request that has ended. */
export function forgetPromises({ promises }: Inbound): void {
  for (const id of promises.splice(0)) pending.delete(id)
}

/** What is running now. */
export function currentResource(): Resource | undefined {
  return resources.get(executionAsyncResource())
}

function parentFor(scope: Scope | undefined): Resource | undefined {
  const parent = currentResource()
  if (!parent || parent.depth >= LONGEST_CHAIN) return undefined
  // One connection serves many requests, and each would hold those before.
  const isOver = parent.scope?.owner.isEnded === true && parent.scope.owner !== scope?.owner
  return isOver ? undefined : parent
}

/** A resource and those that it descends from, nearest first. */
export function* lineOf(resource: Resource | undefined): Generator<Resource> {
  for (let one = resource; one; one = one.parent) yield one
}

/** The nearest stack, of a place or of what led to it, with a frame of the app's own code. */
export function nearestOwnStack(stack: Error, resource: Resource | undefined): Error | undefined {
  if (ownFrames(stack).length > 0) return stack
  for (const one of lineOf(resource)) if (ownFrames(one.stack).length > 0) return one.stack
  return undefined
}
