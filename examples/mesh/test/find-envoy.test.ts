import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findEnvoy } from '../src/envoy/find-envoy.ts'

const nowhere = '/nowhere'

/** A folder with an `envoy` that tells this version. */
async function folderWith(version: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-find-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const program = `#!/bin/sh\necho "envoy  version: 0123abcd/${version}/Clean/RELEASE/BoringSSL"\n`
  await writeFile(join(folder, 'envoy'), program)
  await chmod(join(folder, 'envoy'), 0o755)
  return folder
}

test('takes the one that ENVOY names before the one on PATH', async () => {
  const [named, onPath] = [await folderWith('1.38.0'), await folderWith('1.40.0')]
  const env = { ENVOY: join(named, 'envoy'), PATH: `${onPath}:/usr/bin:/bin` }
  expect(await findEnvoy(env, nowhere)).toBe(join(named, 'envoy'))
})

test('takes the first one on PATH', async () => {
  const folder = await folderWith('1.30.1')
  expect(await findEnvoy({ PATH: `${nowhere}:${folder}` }, nowhere)).toBe(join(folder, 'envoy'))
})

test('says in one sentence how to get one', async () => {
  await expect(findEnvoy({ PATH: nowhere }, nowhere)).rejects.toThrow(
    'There is no Envoy on PATH. Run `npx pnpm@12.21.0 get:envoy` to fetch one, or name yours with the variable ENVOY.',
  )
})

test.each(['/nowhere/envoy', '/bin/true'])('refuses %s in ENVOY', async (path) => {
  await expect(findEnvoy({ ENVOY: path }, nowhere)).rejects.toThrow(
    `${path} is no Envoy that can be run.`,
  )
})

test('refuses one that is too old', async () => {
  const folder = await folderWith('1.29.12')
  await expect(findEnvoy({ PATH: folder }, nowhere)).rejects.toThrow(
    `Envoy must be 1.30 or later, and ${folder}/envoy is 1.29.12.`,
  )
})
