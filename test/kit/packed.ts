import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = new URL('../../', import.meta.url)
const folders: string[] = []

/** The names of all published packages, without their scope. */
export async function packageNames(): Promise<string[]> {
  return readdir(new URL('packages/', root))
}

/** Packs all packages as they would be published, from what is built: building them anew would disturb other tests. */
export async function packAll(): Promise<Map<string, string>> {
  const folder = await temporaryFolder('waybill-packed-')
  const { packageManager } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'))
  const tarballs = new Map<string, string>()
  for (const name of await packageNames()) {
    const cwd = new URL(`packages/${name}/`, root)
    const pack = ['pack', '--config.ignore-scripts=true', '--pack-destination', folder]
    await execute('npx', ['--yes', packageManager, ...pack], { cwd })
    const file = (await readdir(folder)).find((file) =>
      file.startsWith(`waybill-${name}-`),
    ) as string
    tarballs.set(name, join(folder, file))
  }
  return tarballs
}

/** Makes an empty project and installs into it, as a user would. */
export async function scratchProject(dependencies: readonly string[]): Promise<string> {
  const folder = await temporaryFolder('waybill-scratch-')
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await execute('npm', ['install', '--no-audit', '--no-fund', '--silent', ...dependencies], {
    cwd: folder,
  })
  return folder
}

/** Runs a command in a folder, and gives what it printed; a failure has its output in the message. */
export async function runIn(folder: string, command: string, ...args: string[]): Promise<string> {
  try {
    return (await execute(command, args, { cwd: folder, timeout: 60_000, maxBuffer: 1 << 24 }))
      .stdout
  } catch (error) {
    const { stdout, stderr, message } = error as {
      stdout?: string
      stderr?: string
      message: string
    }
    throw new Error(`${message}\n${stdout ?? ''}\n${stderr ?? ''}`)
  }
}

/** Removes every folder that was made here. */
export async function removeFolders(): Promise<void> {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
}

async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  folders.push(folder)
  return folder
}
