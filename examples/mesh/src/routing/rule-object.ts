import { parseAllDocuments } from 'yaml'
import {
  mapOf,
  membersOf,
  RuleError,
  type RuleField,
  refuse,
  required,
  textOf,
} from './rule-field.ts'

/** One Istio object as it stands in a file, its `spec` not read yet. */
export interface RuleObject {
  readonly kind: 'VirtualService' | 'DestinationRule'
  readonly name: string
  /** The file, or what else it came from. */
  readonly source: string
  readonly spec: RuleField
}

/**
 * Reads the objects of a YAML text, which may hold several documents.
 * @throws {RuleError} when the text is not YAML, or holds anything but the two kinds.
 */
export function readRuleObjects(text: string, source: string): RuleObject[] {
  return documentsOf(text, source).flatMap((document) => {
    const [error] = document.errors
    if (error !== undefined) {
      throw new RuleError(`${source}: is not YAML: ${error.message.split('\n')[0]}`)
    }
    return document.contents === null ? [] : [ruleObject(document.toJS(), source)]
  })
}

function documentsOf(text: string, source: string) {
  const documents = parseAllDocuments(text)
  if (Array.isArray(documents)) return documents
  throw new RuleError(`${source}: holds no object`)
}

function ruleObject(value: unknown, source: string): RuleObject {
  const whole: RuleField = { value, object: source, path: '' }
  const known = ['apiVersion', 'kind', 'metadata', 'spec', 'status']
  const { apiVersion, kind, metadata, spec } = membersOf(whole, known)
  const kindField = required(whole, 'kind', kind)
  const kindName = textOf(kindField)
  if (kindName !== 'VirtualService' && kindName !== 'DestinationRule') {
    refuse(
      kindField,
      `must be VirtualService or DestinationRule here, got ${JSON.stringify(kindName)}`,
    )
  }
  const versionField = required(whole, 'apiVersion', apiVersion)
  if (!/^networking\.istio\.io\/(v1|v1beta1|v1alpha3)$/.test(textOf(versionField))) {
    refuse(
      versionField,
      `must be networking.istio.io/v1, got ${JSON.stringify(versionField.value)}`,
    )
  }
  const name = nameOf(required(whole, 'metadata', metadata))
  const object = `${source}: ${kindName} ${name}`
  return { kind: kindName, name, source, spec: { ...required(whole, 'spec', spec), object } }
}

function nameOf(metadata: RuleField): string {
  const { name, namespace } = mapOf(metadata)
  if (namespace !== undefined && textOf(namespace) !== 'default') {
    refuse(namespace, 'must be default, the only namespace of this mesh')
  }
  return textOf(required(metadata, 'name', name))
}
