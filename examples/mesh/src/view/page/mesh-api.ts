import { ask } from './ask.ts'

/** What the mesh says of itself at `GET /mesh/state`. */
export type MeshState = {
  /** Whether the services pass headers on. */
  waybill: boolean
  /** Where the product page is. */
  productpage: string
  services: { name: string; version: string; workload: string; url: string }[]
  rules: { kind: string; name: string; source: string }[]
  samples: { name: string; title: string }[]
}

/** Reads the state of the mesh; undefined where there is a collector but no mesh. */
export async function readMeshState(): Promise<MeshState | undefined> {
  const response = await fetch('/mesh/state')
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`The mesh answered ${response.status}.`)
  return (await response.json()) as MeshState
}

/** Turns Waybill on or off in all services. */
export function switchWaybill(enabled: boolean): Promise<void> {
  return ask('/mesh/waybill', 'PUT', JSON.stringify({ enabled }), 'application/json')
}

/** Lays the rules of a sample over those in force. */
export function applySample(name: string): Promise<void> {
  return ask(`/mesh/samples/${encodeURIComponent(name)}`, 'POST')
}

/** Lays rules written in YAML over those in force. */
export function applyRules(yaml: string): Promise<void> {
  return ask('/mesh/rules', 'POST', yaml, 'application/yaml')
}

/** Goes back to the rules the mesh started with. */
export function resetRules(): Promise<void> {
  return ask('/mesh/rules', 'DELETE')
}
