import type { IContainer, IPodSpec } from 'kubernetes-models/v1'
import { type Cluster, type Container, type Pod, podAddress, type Route } from './cluster.ts'
import { containerOf } from './image.ts'
import { type KubernetesObject, ofKind } from './kubernetes-object.ts'
import { render } from './render.ts'
import { deploymentsWith } from './service-targets.ts'

/** What a cluster runs after `kubectl apply -k` of the overlay without a mesh, a pod for each Deployment. */
export function overlayCluster(): Cluster {
  const objects = render('overlays/envoy')
  const pods = ofKind(objects, 'Deployment').map(({ metadata, spec }, index): Pod => {
    const pod = spec?.template.spec
    const address = podAddress(index)
    return {
      name: metadata.name,
      address,
      containers: [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])].map((each) =>
        container(each, metadata.name, address),
      ),
      files: mounted(objects, pod),
    }
  })
  const services = ofKind(objects, 'Service').map(({ metadata, spec }, index) => {
    const address = `10.77.1.${index + 10}`
    const targets = deploymentsWith(objects, spec?.selector ?? {}).map(
      (deployment) => pods.find(({ name }) => name === deployment.metadata.name)?.address,
    )
    const routes = (spec?.ports ?? []).map(
      ({ port, targetPort }): Route => ({
        from: `${address}:${port}`,
        to: targets.map((target) => `${target}:${targetPort ?? port}`),
      }),
    )
    return { name: metadata.name, address, routes }
  })
  const names = Object.fromEntries(services.map(({ name, address }) => [name, address]))
  return {
    pods,
    names,
    routes: services.flatMap(({ routes }) => routes),
    productpage: `${names.productpage}:9080`,
    jaeger: `${names.jaeger}:16686`,
  }
}

function container(each: IContainer, pod: string, address: string): Container {
  const env = (each.env ?? []).flatMap(({ name, value, valueFrom }) => {
    if (valueFrom !== undefined && !valueFrom.secretKeyRef?.optional) {
      throw new Error(`${pod}: where ${name} comes from is not known here`)
    }
    return value === undefined ? [] : [[name, value]]
  })
  const asked = each.readinessProbe?.httpGet
  return {
    ...containerOf({
      name: `${pod} ${each.name}`,
      image: each.image ?? '',
      entrypoint: each.command,
      args: each.args,
      env: { HOSTNAME: pod, ...Object.fromEntries(env) },
    }),
    ...(asked ? { health: { url: `http://${address}:${asked.port}${asked.path}` } } : {}),
  }
}

function mounted(objects: readonly KubernetesObject[], pod: IPodSpec | undefined): Pod['files'] {
  const mounts = (pod?.initContainers ?? []).flatMap(({ volumeMounts = [] }) => volumeMounts)
  const files = mounts.flatMap(({ name, mountPath }) => {
    const volume = pod?.volumes?.find((each) => each.name === name)?.configMap?.name
    const map = ofKind(objects, 'ConfigMap').find(({ metadata }) => metadata.name === volume)
    return Object.entries(map?.data ?? {}).map(([key, value]) => [`${mountPath}/${key}`, value])
  })
  return Object.fromEntries(files)
}
