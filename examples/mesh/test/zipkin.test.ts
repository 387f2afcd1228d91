import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { findJava } from '../src/zipkin/java.ts'
import { findZipkinJar } from '../src/zipkin/zipkin-jar.ts'
import { startZipkin } from '../src/zipkin/zipkin-process.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zipkin-'))
  return () => rm(folder, { recursive: true })
})

test('finds the jar that was fetched', async () => {
  await writeFile(join(folder, 'zipkin-server-3.5.1-exec.jar'), '')
  expect(findZipkinJar({}, folder)).toBe(join(folder, 'zipkin-server-3.5.1-exec.jar'))
})

test('ZIPKIN_JAR goes before the jar that was fetched', async () => {
  const named = join(folder, 'mine.jar')
  await writeFile(named, '')
  expect(findZipkinJar({ ZIPKIN_JAR: named }, folder)).toBe(named)
})

test('says how to get the jar when there is none', () => {
  for (const missing of [folder, join(folder, 'none')]) {
    expect(() => findZipkinJar({}, missing)).toThrow('fetch it with `npx pnpm@12.21.0 get:zipkin`')
  }
})

test('says that ZIPKIN_JAR names no file', () => {
  expect(() => findZipkinJar({ ZIPKIN_JAR: '/none.jar' }, folder)).toThrow(
    'ZIPKIN_JAR names a file that does not exist: "/none.jar".',
  )
})

test.each(['17.0.15', '17', '21-ea', '25.0.1'])(
  'takes the Java %s of JAVA_HOME',
  async (version) => {
    const java = await madeJava(`echo 'openjdk version "${version}" 2025-04-15' >&2`)
    expect(await findJava({ JAVA_HOME: folder, PATH: process.env.PATH })).toBe(java)
  },
)

test('finds Java on the PATH', async () => {
  await madeJava(`echo 'openjdk version "17.0.15"' >&2`)
  expect(await findJava({ PATH: join(folder, 'bin') })).toBe('java')
})

test.each([
  ['11.0.27', 'Java 11'],
  ['1.8.0_452', 'Java 8'],
])('says that Java %s is too old', async (version, found) => {
  await madeJava(`echo 'java version "${version}"' >&2`)
  await expect(findJava({ JAVA_HOME: folder, PATH: process.env.PATH })).rejects.toThrow(
    `Zipkin needs Java 17 or later; install one, or let JAVA_HOME name its folder: ${found} was found where JAVA_HOME says ("${folder}").`,
  )
})

test('says that there is no Java', async () => {
  await expect(findJava({ PATH: folder })).rejects.toThrow('none was found on the PATH.')
})

test('says why a Zipkin ended before it was ready', async () => {
  await madeJava(
    `[ "$1" = -version ] && echo 'java version "17"' >&2 && exit`,
    'echo "Exception: Server failed to start"',
    'echo "Caused by: java.lang.Exception: no start"',
    'echo "	at some.place"',
    'echo "Caused by: java.net.BindException: Address already in use"',
    'exit 1',
  )
  await expect(startZipkin({ env: await madeEnvironment() })).rejects.toThrow(
    'Zipkin ended by itself with exit code 1: java.net.BindException: Address already in use.',
  )
})

test('a start can be given up', async () => {
  await madeJava(`[ "$1" = -version ] && echo 'java version "17"' >&2 && exit`, 'exec sleep 60')
  const givenUp = new AbortController()
  const start = startZipkin({ env: await madeEnvironment(), signal: givenUp.signal })
  givenUp.abort()
  await expect(start).rejects.toThrow('The start was interrupted.')
})

/** Writes a program that stands for Java into the folder, and gives its file. */
async function madeJava(...lines: string[]): Promise<string> {
  const file = join(folder, 'bin', 'java')
  await mkdir(join(folder, 'bin'))
  await writeFile(file, ['#!/bin/sh', ...lines].join('\n'))
  await chmod(file, 0o755)
  return file
}

async function madeEnvironment(): Promise<NodeJS.ProcessEnv> {
  const jar = join(folder, 'zipkin.jar')
  await writeFile(jar, '')
  return { JAVA_HOME: folder, ZIPKIN_JAR: jar, PATH: process.env.PATH }
}
