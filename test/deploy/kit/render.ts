import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { KubernetesObject } from './kubernetes-object.ts'
import { deploy } from './places.ts'
import { parseObjects } from './read-objects.ts'

const TOOLS = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
] as const

const tool = TOOLS.find(([command]) => isOnPath(command))

/** Whether what needs kustomize is left out. The project's own check never does: there it fails. */
export const isSkipped = tool === undefined && !process.env.CI

if (isSkipped) console.log('Skipped: the manifests, since neither kustomize nor kubectl is on PATH')

/** The objects of a folder below `deploy/kubernetes`, as `kubectl apply -k` would send them. */
export function render(folder: string): KubernetesObject[] {
  if (isSkipped) return []
  if (tool === undefined) throw new Error('neither kustomize nor kubectl is on PATH; install one')
  const [command, action] = tool
  return parseObjects(
    execFileSync(command, [action, `${deploy}kubernetes/${folder}`], { encoding: 'utf8' }),
  )
}

function isOnPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
