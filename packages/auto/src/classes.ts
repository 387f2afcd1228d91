import type { Birth } from './births.ts'
import { isDispatcher, patchDispatchers } from './dispatchers.ts'
import {
  isAgent,
  isClientRequest,
  patchAgents,
  patchClientRequests,
  stampRequest,
} from './http-client.ts'
import { isClientSession, patchClientSessions } from './http2-client.ts'
import type { Undo } from './replace.ts'
import { isServer, patchServers } from './servers.ts'
import type { Session } from './session.ts'

// Classes that were found stay known, since they are not made anew when Waybill is started once more.
const found = new Set<object>()

/** Patches classes as they are found, and all that were found before. */
export class Classes {
  private readonly session: Session
  private readonly patched = new Set<object>()
  private readonly undos: Undo[] = []

  constructor(session: Session) {
    this.session = session
    for (const prototype of found) this.patch(prototype)
  }

  /** Patches a class and those that it stands on; gives what is to be done with each instance of it, if anything. */
  find(prototype: object): Birth | undefined {
    let birth: Birth | undefined
    const isOfUndici = isDispatcher(prototype)
    for (
      let at: object | null = prototype;
      at && !isBase(at);
      at = Object.getPrototypeOf(at) as object | null
    ) {
      if (isClientRequest(at)) birth = stampRequest
      this.patch(at, isOfUndici)
    }
    return birth
  }

  /** Puts everything back. */
  undo(): void {
    for (const undo of this.undos.splice(0).reverse()) undo()
  }

  private patch(prototype: object, isOfUndici = isDispatcher(prototype)): void {
    if (this.patched.has(prototype)) return
    this.patched.add(prototype)
    const { session } = this
    const undos: Undo[] = []
    if (isOfUndici) undos.push(...patchDispatchers(prototype, session))
    if (isServer(prototype)) undos.push(patchServers(prototype, session))
    if (isAgent(prototype)) undos.push(patchAgents(prototype, session))
    if (isClientRequest(prototype)) undos.push(...patchClientRequests(prototype, session))
    if (isClientSession(prototype)) undos.push(patchClientSessions(prototype, session))
    if (undos.length > 0) found.add(prototype)
    this.undos.push(...undos)
  }
}

/** Whether a prototype is one that all emitters have. */
function isBase(prototype: object): boolean {
  return prototype === Object.prototype || Object.hasOwn(prototype, 'setMaxListeners')
}
