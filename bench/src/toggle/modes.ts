import type { RequestListener } from 'node:http'
import { listenerOf } from '../services/listener.ts'
import { registry } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'

/** What one process can be switched between; bare and bare2 are the same. */
export const modes = ['bare', 'bare2', 'explicit', 'als-only', 'als', 'waybill'] as const

/** One of them. */
export type Mode = (typeof modes)[number]

/** Builds the service once for each mode, side by side in this process. */
export async function buildModes(
  kind: ServiceKind,
  upstreamPort: number,
): Promise<Record<Mode, RequestListener>> {
  const listeners: Partial<Record<Mode, RequestListener>> = {}
  for (const mode of modes) {
    const subject = await registry[mode]?.load(kind)
    if (subject) listeners[mode] = await listenerOf(kind, subject, upstreamPort)
  }
  return listeners as Record<Mode, RequestListener>
}
