import type { VNode } from 'preact'
import { useServiceClass } from './service-colours.ts'

/** The name of a service in its colour. */
export function ServiceChip({ service }: { service: string }): VNode {
  return <span class={`chip ${useServiceClass(service)}`}>{service}</span>
}
