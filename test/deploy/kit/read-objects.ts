import { readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import type { KubernetesObject } from './kubernetes-object.ts'

/** The objects in a file of YAML documents. */
export function readObjects(file: string): KubernetesObject[] {
  return parseObjects(readFileSync(file, 'utf8'))
}

/** The objects in a text of YAML documents. */
export function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0]
    const object: KubernetesObject | null = document.toJS()
    return object === null ? [] : [object]
  })
}
