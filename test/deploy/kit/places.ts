import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url))

/** The folder `deploy/`. */
export const deploy = `${root}deploy/`

/** Istio's own rules for Bookinfo, as the example mesh has them. */
export const rules = `${root}examples/mesh/rules`

/** The overlays, each a way to run Bookinfo in a mesh. */
export const overlays: readonly string[] = readdirSync(`${deploy}kubernetes/overlays`).sort()

/** The YAML files of a folder, with their paths. */
export function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .map((file) => `${folder}/${file}`)
}
