import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Resource, typed } from './resource.ts'

/** A folder of configuration that Envoys watch, in files of discovery responses. */
export interface DiscoveryFolder {
  readonly folder: string
  /** The path of a file in it. */
  path(name: string): string
  /**
   * Puts the resources of one type into a file, all at once.
   * @returns the version by which an Envoy tells that it follows them
   */
  write(name: string, type: string, resources: readonly Resource[]): Promise<string>
  remove(): Promise<void>
}

/** Makes an empty folder in the system's own for files that do not last. */
export async function createDiscoveryFolder(): Promise<DiscoveryFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-envoy-'))
  // Envoy tells the format by the extension.
  const path = (name: string) => join(folder, `${name}.json`)
  let versions = 0
  return {
    folder,
    path,
    async write(name, type, resources) {
      versions += 1
      const version_info = String(versions)
      const response = { version_info, resources: resources.map((fields) => typed(type, fields)) }
      // Envoy looks at a file when another is moved to its place.
      await writeFile(path(`${name}.new`), JSON.stringify(response))
      await rename(path(`${name}.new`), path(name))
      return version_info
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
