import type { IPodSpec } from 'kubernetes-models/v1'
import { type KubernetesObject, names, ofKind } from './kubernetes-object.ts'

/** The Deployments whose pods have all of these labels. */
export function deploymentsWith(
  objects: readonly KubernetesObject[],
  labels: Readonly<Record<string, string>>,
): ReturnType<typeof ofKind<'Deployment'>> {
  return ofKind(objects, 'Deployment').filter(({ spec }) => {
    const has = spec?.template.metadata?.labels ?? {}
    return Object.entries(labels).every(([name, value]) => has[name] === value)
  })
}

/** The ports that the containers of a pod name, those of its sidecars too. */
export function portsOf(pod: IPodSpec | undefined): number[] {
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].flatMap(({ ports }) =>
    (ports ?? []).map(({ containerPort }) => containerPort),
  )
}

/** Whether there is a Service of this name, or `name.namespace.svc...`, at this port. */
export function isServed(
  objects: readonly KubernetesObject[],
  host: string,
  port: number | undefined,
): boolean {
  const [name = '', namespace] = host.split('.')
  if (namespace !== undefined && !names(ofKind(objects, 'Namespace')).includes(namespace)) {
    return false
  }
  return ofKind(objects, 'Service').some(
    ({ metadata, spec }) =>
      metadata.name === name && (spec?.ports ?? []).some((served) => served.port === port),
  )
}
