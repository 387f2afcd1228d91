import { existsSync, readFileSync } from 'node:fs'
import { type Copy, type Dockerfile, DockerfileParser, type From } from 'dockerfile-ast'
import { describe, expect, test } from 'vitest'
import { composeServices } from './kit/compose-file.ts'
import { ofKind } from './kit/kubernetes-object.ts'
import { deploy, root } from './kit/places.ts'
import { isSkipped, render } from './kit/render.ts'

const dockerfile = DockerfileParser.parse(readFileSync(`${deploy}Dockerfile`, 'utf8'))
const last = dockerfile.getFROMs().length - 1

describe('the Dockerfile', () => {
  test('starts from images of one exact version', () => {
    const images = dockerfile.getFROMs().map((from) => resolved(from))
    expect(images).toHaveLength(2)
    for (const image of images) expect(image).toMatch(/^[\w/.-]+:\d+\.\d+\.\d+-[\w-]*slim$/)
  })

  test('copies from the build context only what is there, and what .dockerignore lets in', () => {
    const sources = copies()
      .filter((copy) => copy.getFromFlag() === null)
      .flatMap(sourcesOf)
    const letIn = readFileSync(`${root}.dockerignore`, 'utf8').split('\n')
    expect(sources).toContain('pnpm-lock.yaml')
    for (const source of sources) {
      expect(existsSync(`${root}${source}`), source).toBe(true)
      if (source !== '.') expect(letIn).toContain(`!${source}`)
    }
  })

  test('copies into the image from its own stage alone: package, dependencies and what is built', () => {
    const intoImage = copies().filter((copy) => stageOf(copy) === last)
    const [build] = dockerfile.getFROMs().map((from) => from.getBuildStage())
    expect(new Set(intoImage.map((copy) => copy.getFromFlag()?.getValue()))).toEqual(
      new Set([build]),
    )
    expect(intoImage.flatMap(sourcesOf)).toEqual([
      '/bookinfo/package.json',
      '/bookinfo/node_modules',
      '/bookinfo/dist',
    ])
  })

  test('ends as a user that is not root, by number', () => {
    const users = instructions('USER').map((user) => user.getArgumentsContent())
    expect(users.at(-1)).toMatch(/^[1-9]\d*$/)
  })

  test.skipIf(isSkipped)('ends as the user that the pods are told to run as', () => {
    const [workload] = ofKind(render('base'), 'Deployment')
    const user = workload?.spec?.template.spec?.securityContext?.runAsUser
    expect(instructions('USER').at(-1)?.getArgumentsContent()).toBe(String(user))
  })

  test('starts Node as process 1, with no shell between that would keep SIGTERM', () => {
    const [entrypoint] = dockerfile.getENTRYPOINTs()
    const [command] = dockerfile.getCMDs()
    expect(entrypoint?.getJSONStrings().map((text) => text.getJSONValue())).toEqual(['node'])
    expect(command?.getJSONStrings().map((text) => text.getJSONValue())).toEqual([
      'dist/productpage.js',
    ])
  })

  test('holds every service that the compose file starts', () => {
    const started = Object.values(composeServices()).flatMap(({ build, command }) =>
      build === undefined ? [] : (command ?? []),
    )
    expect(started).toHaveLength(6)
    for (const file of started) {
      const [, name] = /^dist\/(\w+)\.js$/.exec(file) ?? []
      expect(existsSync(`${root}examples/bookinfo/src/${name}.ts`), file).toBe(true)
    }
  })
})

function copies(): Copy[] {
  return dockerfile.getCOPYs()
}

function sourcesOf(copy: Copy): string[] {
  return copy
    .getArguments()
    .slice(0, -1)
    .map((argument) => argument.getValue())
}

function stageOf(copy: Copy): number {
  const line = copy.getRange().start.line
  return dockerfile.getFROMs().findLastIndex((from) => from.getRange().start.line < line)
}

function instructions(keyword: string): ReturnType<Dockerfile['getInstructions']> {
  return dockerfile.getInstructions().filter((instruction) => instruction.getKeyword() === keyword)
}

/** The image of a stage, with the build arguments at their defaults. */
function resolved(from: From): string {
  const { line } = from.getRange().start
  return (from.getImage() ?? '').replace(
    /\$\{(\w+)\}/g,
    (_text, name: string) => dockerfile.resolveVariable(name, line) ?? '',
  )
}
