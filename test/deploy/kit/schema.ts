import type { KubernetesObject } from './kubernetes-object.ts'

/** Where the schema and the types of a kind are: one module of the packages made from the real ones. */
export function schemaModule({ apiVersion, kind }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return `${packageOf(group)}/${apiVersion}/${kind}`
}

/**
 * Checks an object against the schema of its kind.
 * @throws if the kind has no schema, or with all that is wrong
 */
export async function checkSchema(object: KubernetesObject): Promise<void> {
  const { [object.kind]: Model } = (await import(schemaModule(object))) as Record<
    string,
    ModelClass
  >
  if (Model === undefined) throw new Error(`no schema for ${object.apiVersion} ${object.kind}`)
  new Model(object).validate()
}

type ModelClass = new (data: object) => { validate(): void }

function packageOf(group: string): string {
  if (group.endsWith('.istio.io')) return '@kubernetes-models/istio'
  if (group === 'gateway.networking.k8s.io') return '@kubernetes-models/gateway-api'
  return 'kubernetes-models'
}
