import type {
  IGateway,
  IHTTPRoute,
} from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1'
import type {
  IDestinationRule,
  IVirtualService,
} from '@kubernetes-models/istio/networking.istio.io/v1'
import type { ITelemetry } from '@kubernetes-models/istio/telemetry.istio.io/v1'
import type { IDeployment } from 'kubernetes-models/apps/v1'
import type { IConfigMap, INamespace, IService, IServiceAccount } from 'kubernetes-models/v1'

/** What all objects of Kubernetes have. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
  }
}

/** The objects of one kind. */
export function ofKind<Kind extends keyof Kinds>(
  objects: readonly KubernetesObject[],
  kind: Kind,
): (KubernetesObject & Kinds[Kind])[] {
  return objects.filter((object): object is KubernetesObject & Kinds[Kind] => object.kind === kind)
}

/** The names of objects. */
export function names(objects: readonly KubernetesObject[]): string[] {
  return objects.map(({ metadata }) => metadata.name)
}

interface Kinds {
  ConfigMap: IConfigMap
  Deployment: IDeployment
  DestinationRule: IDestinationRule
  Gateway: IGateway
  HTTPRoute: IHTTPRoute
  Namespace: INamespace
  Service: IService
  ServiceAccount: IServiceAccount
  Telemetry: ITelemetry
  VirtualService: IVirtualService
}
