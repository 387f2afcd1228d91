import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standsOn } from '../kit/stands-on.ts'

const root = new URL('../../', import.meta.url).pathname
const packages = readdirSync(join(root, 'packages'))

/** Where a framework's own classes and functions must be used. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  grpc: ['@grpc/grpc-js'],
  nestjs: ['@nestjs/common', '@nestjs/core'],
  opentelemetry: ['@opentelemetry/api'],
}

describe('the structure that CONTRIBUTING.md describes', () => {
  test('core imports nothing but Node and itself', () => {
    expect(imports('core').filter(({ from }) => !/^(\.|node:)/.test(from))).toEqual([])
  })

  test.each(packages.filter((name) => name !== 'core'))(
    '%s imports core, and none but what it stands on',
    (name) => {
      const others = packages
        .filter((other) => other !== 'core' && other !== name)
        .map((other) => `@waybill/${other}`)
        .filter((other) => !standsOn[name]?.includes(other))
      expect(imports(name).filter(({ from }) => others.includes(from))).toEqual([])
    },
  )

  test.each(packages)('%s imports its framework for types alone', (name) => {
    const framework = [...(VALUES[name] ?? []), ...(standsOn[name] ?? [])]
    expect(
      imports(name).filter(
        ({ from, isType }) =>
          !isType && !/^(\.|node:|@waybill\/core$)/.test(from) && !framework.includes(from),
      ),
    ).toEqual([])
  })

  test.each(packages)(
    '%s has a README and tests, no default export, and no file over 200 lines',
    (name) => {
      expect(readdirSync(join(root, 'packages', name))).toEqual(
        expect.arrayContaining(['README.md', 'src', 'test']),
      )
      const files = sources(name)
      expect(
        files.filter(({ text }) => /export default/.test(text)).map(({ file }) => file),
      ).toEqual([])
      expect(
        files.filter(({ text }) => text.split('\n').length > 201).map(({ file }) => file),
      ).toEqual([])
    },
  )

  test('all packages have one version', () => {
    const versions = packages.map(
      (name) =>
        JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')).version,
    )
    expect(new Set(versions).size).toBe(1)
  })
})

interface Import {
  readonly file: string
  readonly from: string
  readonly isType: boolean
}

function imports(name: string): Import[] {
  return sources(name).flatMap(({ file, text }) =>
    [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'/gms)].map(
      ([, type, from]) => ({
        file,
        from: from as string,
        isType: type !== undefined,
      }),
    ),
  )
}

function sources(name: string): { file: string; text: string }[] {
  const folder = join(root, 'packages', name, 'src')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: `${name}/${file}`, text: readFileSync(join(folder, file), 'utf8') }))
}
