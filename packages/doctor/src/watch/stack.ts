import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One frame of a stack, in a file. */
export interface Frame {
  /** The name of the function; empty where it has none. */
  readonly name: string
  readonly file: string
  readonly line: number
  readonly column: number
  /** The package that the file belongs to: a dependency, or one of Waybill's; `undefined` for the app's own code. */
  readonly library: string | undefined
}

type AnyFunction = (...args: never[]) => unknown

const FRAME = /^\s*at (?:async )?(?:(.*?) \()?((?:file:\/\/|[/\\]|[A-Z]:[/\\]).*?):(\d+):(\d+)\)?$/
const parsed = new WeakMap<Error, readonly Frame[]>()
const libraries = new Map<string, string | undefined>()

/** Keeps the stack at this place, as cheaply as V8 can: it is put into words only when somebody reads it. */
export function keepStack(depth: number, above?: AnyFunction): Error {
  const limit = Error.stackTraceLimit
  const holder = {} as Error
  try {
    Error.stackTraceLimit = depth
    Error.captureStackTrace(holder, above)
  } finally {
    Error.stackTraceLimit = limit
  }
  return holder
}

/** The frames of a stack that lie in files, innermost first; by their source maps, where Node reads these. */
export function framesOf(stack: Error): readonly Frame[] {
  const known = parsed.get(stack)
  if (known) return known
  const frames = String(stack.stack).split('\n').flatMap(readFrame)
  parsed.set(stack, frames)
  return frames
}

/** The frames of a stack that are the app's own. */
export function ownFrames(stack: Error): readonly Frame[] {
  return framesOf(stack).filter(({ library }) => library === undefined)
}

/** A place as it is shown: the file, seen from the working directory, and the line. */
export function placeOf({ file, line }: Frame): string {
  const path = relative(process.cwd(), file)
  return `${path.startsWith('..') && path.length > file.length ? file : path}:${line}`
}

function readFrame(text: string): Frame[] {
  const [, name = '', place = '', line, column] = FRAME.exec(text) ?? []
  if (place === '') return []
  const file = place.startsWith('file:') ? fileURLToPath(place) : place
  const library = libraryOf(file)
  // The doctor stands in each stack that it looks at.
  if (library === '@waybill/doctor') return []
  return [{ name: nameOf(name), file, line: Number(line), column: Number(column), library }]
}

function nameOf(text: string): string {
  const name = text.replace(/ \[as .*\]$/, '').replace(/^.*\./, '')
  return name.startsWith('<') ? '' : name
}

function libraryOf(file: string): string | undefined {
  const [, name] = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file) ?? []
  if (name) return name
  const folder = dirname(file)
  if (!libraries.has(folder)) libraries.set(folder, waybillPackageAt(folder))
  return libraries.get(folder)
}

/** One of Waybill's own packages counts as a library where it is linked, too. */
function waybillPackageAt(folder: string): string | undefined {
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) {
    const above = dirname(folder)
    return above === folder ? undefined : waybillPackageAt(above)
  }
  try {
    const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: unknown }
    return typeof name === 'string' && name.startsWith('@waybill/') ? name : undefined
  } catch {
    return undefined
  }
}
