import { parseArgs } from 'node:util'
import { portCount, type StackOptions } from './stack.ts'

/** What the command line asks for. */
export type Command = { readonly asksForHelp: true } | { readonly options: StackOptions }

/** What `--help` prints. */
export const help = `Runs Bookinfo on this machine, each service behind its own sidecar, with a view of the traces.

--port N                 First of ${portCount} ports in a row; 0 takes any free ones. Default: 9080
--rules FILE_OR_FOLDER   Istio rules to follow and to watch; may be given several times.
                         Default: the names of the versions alone
--zipkin-url URL         A Zipkin or Jaeger that gets the spans too. Default: the variable ZIPKIN_URL
--help                   Prints this.`

/**
 * Reads the arguments of the command.
 * @throws with one sentence when one of them is wrong.
 */
export function readCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { port, rules, help: asksForHelp, 'zipkin-url': zipkinUrl } = parsed(args)
  if (asksForHelp) return { asksForHelp }
  const zipkin = zipkinUrl ?? (env.ZIPKIN_URL || undefined)
  return {
    options: {
      ...(port !== undefined && { port: portOf(port) }),
      ...(rules !== undefined && { rules }),
      ...(zipkin !== undefined && { zipkinUrl: zipkinOf(zipkin) }),
    },
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      // pnpm hands the `--` of `pnpm start -- --port 0` on, as npm does not.
      args: args[0] === '--' ? args.slice(1) : [...args],
      options: {
        port: { type: 'string' },
        rules: { type: 'string', multiple: true },
        'zipkin-url': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    const [problem] = (error as Error).message.split(/\.(?: |\n|$)/, 1)
    throw new Error(`${problem}; --help lists the options.`)
  }
}

function portOf(text: string): number {
  const most = 65_535 - portCount + 1
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= most) return port
  throw new Error(`--port must be 0 or a whole number from 1 to ${most}, got "${text}".`)
}

function zipkinOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') {
    return text.replace(/\/+(api\/v2\/spans\/*)?$/, '')
  }
  throw new Error(
    `--zipkin-url (or ZIPKIN_URL) must be an address such as http://127.0.0.1:9411, got "${text}".`,
  )
}
