import { existsSync, readFileSync } from 'node:fs'
import { DockerfileParser } from 'dockerfile-ast'
import { envoy, jaeger, type Program } from '../../kit/real-programs.ts'
import type { Container } from './cluster.ts'
import { deploy, root } from './places.ts'

/** The services as they are in the image. */
export const bookinfo: Program = existsSync(`${root}examples/bookinfo/dist/productpage.js`)
  ? { path: `${root}examples/bookinfo` }
  : { path: '', missing: 'The services are not built; `npx pnpm@12.21.0 build` does that.' }

/** What a container is told beyond its image. */
export interface ContainerOptions {
  readonly name: string
  readonly image: string
  readonly entrypoint: readonly string[] | undefined
  readonly args: readonly string[] | undefined
  readonly env: Readonly<Record<string, string>>
}

/** A container of an image, with what stands for the image on this machine. */
export function containerOf({ name, image, entrypoint, args, env }: ContainerOptions): Container {
  const found = imageCalled(image)
  const [program = '', ...rest] = [
    ...(entrypoint ?? found.entrypoint),
    ...(args ?? (entrypoint === undefined ? found.args : [])),
  ]
  return {
    name,
    command: [program === '/usr/local/bin/envoy' ? envoy.path : program, ...rest],
    folder: found.folder,
    env: { ...found.env, ...env },
  }
}

interface Image {
  readonly entrypoint: readonly string[]
  readonly args: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

function imageCalled(name: string): Image {
  const bare = { args: [], folder: '/', env: {} }
  if (/(^|\/)waybill\/bookinfo:/.test(name)) return builtImage()
  if (name.includes('/jaegertracing/jaeger:')) return { ...bare, entrypoint: [jaeger.path] }
  if (name.includes('/envoyproxy/envoy:')) return { ...bare, entrypoint: [envoy.path] }
  throw new Error(`nothing here stands for the image ${name}`)
}

/** What the last stage of the Dockerfile says. */
function builtImage(): Image {
  const dockerfile = DockerfileParser.parse(readFileSync(`${deploy}Dockerfile`, 'utf8'))
  const start = dockerfile.getFROMs().at(-1)?.getRange().start.line ?? 0
  const variables = dockerfile
    .getENVs()
    .filter((env) => env.getRange().start.line > start)
    .flatMap((env) => env.getProperties())
  return {
    entrypoint: strings(dockerfile.getENTRYPOINTs().at(-1)),
    args: strings(dockerfile.getCMDs().at(-1)),
    folder: bookinfo.path,
    env: Object.fromEntries(variables.map((each) => [each.getName(), each.getValue() ?? ''])),
  }
}

function strings(
  instruction: ReturnType<ReturnType<typeof DockerfileParser.parse>['getCMDs']>[number] | undefined,
): string[] {
  return (instruction?.getJSONStrings() ?? []).map((text) => text.getJSONValue())
}
