import { relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { KubernetesObject } from './kit/kubernetes-object.ts'
import { deploy, overlays, root, rules, yamlFiles } from './kit/places.ts'
import { parseObjects, readObjects } from './kit/read-objects.ts'
import { isSkipped, render } from './kit/render.ts'
import { checkSchema } from './kit/schema.ts'
import { typeErrors } from './kit/unknown-fields.ts'

const paths = [...yamlFiles(`${deploy}kubernetes/routes`), ...yamlFiles(rules)]
const files = paths.map((path) => ({ path, name: relative(root, path) }))

describe('the objects', () => {
  test.skipIf(isSkipped).each(overlays)('of the overlay %s fit their schemas', async (overlay) => {
    expect(await complaints(render(`overlays/${overlay}`))).toEqual([])
  })

  test.each(files)('of $name fit their schemas', async ({ path }) => {
    expect(await complaints(readObjects(path))).toEqual([])
  })

  test('have no field that their types do not know', () => {
    const rendered = overlays.flatMap((overlay) => render(`overlays/${overlay}`))
    expect(typeErrors([...rendered, ...paths.flatMap(readObjects)])).toEqual([])
  })
})

describe('the check itself', () => {
  test.each([
    ['a field of the wrong type', 'replicas: three', 'replicas must be integer'],
    ['a value that is not allowed', 'strategy: {type: Rolling}', 'allowed values'],
    ['a misspelt field', 'replica: 3', '"replica"'],
    ['a misspelt field far below', 'template: {spec: {container: []}}', '"container"'],
  ])('refuses %s in a Deployment', async (_name, field, complaint) => {
    const [deployment] = parseObjects(
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {selector: {}, ${field}}}`,
    )
    expect(await allComplaints(deployment)).toContain(complaint)
  })

  test.each([
    ['HTTPRoute', 'gateway.networking.k8s.io/v1', 'rules: [{backendRef: []}]', '"backendRef"'],
    [
      'VirtualService',
      'networking.istio.io/v1',
      'http: [{fault: {delay: {fixed: 7s}}}]',
      '"fixed"',
    ],
    ['DestinationRule', 'networking.istio.io/v1', 'host: a, subset: []', '"subset"'],
    ['Telemetry', 'telemetry.istio.io/v1', 'tracing: [{randomSampling: 100}]', '"randomSampling"'],
  ])('refuses a misspelt field of kind %s', async (kind, apiVersion, spec, complaint) => {
    const [object] = parseObjects(
      `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, spec: {${spec}}}`,
    )
    expect(await allComplaints(object)).toContain(complaint)
  })

  test('refuses a kind without a schema', async () => {
    const [object] = parseObjects('{apiVersion: apps/v1, kind: Deploymint, metadata: {name: a}}')
    expect(await complaints([object as KubernetesObject])).toHaveLength(1)
  })
})

async function complaints(objects: readonly KubernetesObject[]): Promise<string[]> {
  const found = objects.map(async (object) => {
    try {
      await checkSchema(object)
      return []
    } catch (error) {
      return [`${object.kind} ${object.metadata.name}: ${String(error)}`]
    }
  })
  return (await Promise.all(found)).flat()
}

async function allComplaints(object: KubernetesObject | undefined): Promise<string> {
  if (object === undefined) throw new Error('the YAML of the test has no object')
  return [...(await complaints([object])), ...typeErrors([object])].join('\n')
}
