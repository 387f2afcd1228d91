import type { RequestListener } from 'node:http'
import type { ServiceKind, Subject } from '../subjects/subject.ts'

/** The service of a kind with a subject in it, which must be loaded before. */
export async function listenerOf(
  service: ServiceKind,
  { http, express }: Subject,
  upstreamPort: number,
): Promise<RequestListener> {
  if (service === 'http' && http) {
    return (await import('./http-service.ts')).httpListener(http, upstreamPort)
  }
  if (service === 'express' && express) {
    return (await import('./express-service.ts')).expressListener(express, upstreamPort)
  }
  throw new Error(`the subject has no part for the service ${service}`)
}
