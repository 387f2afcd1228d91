import { currentFields } from './fields.ts'
import { expectMethod, type LogOptions } from './options.ts'

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const

/**
 * A console whose lines begin with the request's ids (`request_id=… trace_id=… span_id=…`). The given one, and all
 * that is no line (`table`, `dir`, `group`), stay as they are.
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function wrapConsole<C extends Pick<Console, 'log'>>(console: C, options?: LogOptions): C {
  expectMethod(console, 'log', 'wrapConsole(console)')
  const fieldsOf = currentFields(options)
  const methods: Record<string, unknown> = {}
  for (const method of METHODS) {
    // Read once, so that `console.log = wrapConsole(console).log` calls what was there before.
    const write = (console as Partial<Console>)[method]
    if (typeof write !== 'function') continue
    methods[method] = function writeWithFields(...args: unknown[]): void {
      const fields = Object.entries(fieldsOf()).map(([name, id]) => `${name}=${quoted(id)}`)
      Reflect.apply(write, console, fields.length ? begin(fields.join(' '), args) : args)
    }
  }
  return Object.create(console, Object.getOwnPropertyDescriptors(methods))
}

/** Puts a text before arguments of which the first may be a format. */
function begin(text: string, args: readonly unknown[]): unknown[] {
  const [first, ...rest] = args
  if (args.length === 0) return [text]
  // Where more follows, the text is a format itself.
  const format = text.replaceAll('%', '%%')
  if (typeof first !== 'string') return [format, ...args]
  return rest.length > 0 ? [`${format} ${first}`, ...rest] : [`${text} ${first}`]
}

/** A value that ends where it seems to, so that none can pass for a field of its own. */
function quoted(value: string): string {
  return /^[^\s"=\\]+$/.test(value) ? value : JSON.stringify(value)
}
