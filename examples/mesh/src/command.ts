import { parseArgs } from 'node:util'
import { portCount, type StackOptions } from './stack.ts'
import { bookinfo } from './workloads.ts'

/** What the command line asks for. */
export type Command = { readonly asksForHelp: true } | { readonly options: StackOptions }

/** What `--help` prints. */
export const help = `Runs Bookinfo on this machine, each service behind its own sidecar, with a view of the traces.

--port N                 First of ${portCount} ports in a row; 0 takes any free ones. Default: 9080
--rules FILE_OR_FOLDER   Istio rules to follow and to watch; may be given several times.
                         Default: the names of the versions alone
--envoy                  Real Envoys in the place of the embedded sidecars. ENVOY or PATH names the
                         program; \`npx pnpm@12.21.0 get:envoy\` fetches one
--opentelemetry SERVICE  Runs the SDK of OpenTelemetry in a service, which then makes spans of its own;
                         may be given several times. reviews makes one
--logs                   Prints a line for each request that a service has answered, with its ids
--zipkin                 Starts a real Zipkin on the next port, which gets the spans too. It needs Java
                         17 or later; \`npx pnpm@12.21.0 get:zipkin\` fetches it
--zipkin-url URL         A Zipkin or Jaeger that gets the spans too. Default: the variable ZIPKIN_URL
--otlp-url URL           A collector that takes OTLP over HTTP and gets the spans too, such as
                         http://127.0.0.1:4318. Default: the variable OTEL_EXPORTER_OTLP_ENDPOINT
--help                   Prints this.`

/**
 * Reads the arguments of the command.
 * @throws with one sentence when one of them is wrong.
 */
export function readCommand(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const {
    port,
    rules,
    envoy,
    zipkin,
    opentelemetry,
    logs,
    help: asksForHelp,
    ...urls
  } = parsed(args)
  if (asksForHelp) return { asksForHelp }
  const zipkinUrl = addressOf('zipkin-url', urls['zipkin-url'], env, 'ZIPKIN_URL')
  const otlpUrl = addressOf('otlp-url', urls['otlp-url'], env, 'OTEL_EXPORTER_OTLP_ENDPOINT')
  return {
    options: {
      ...(port !== undefined && { port: portOf(port, zipkin ? portCount + 1 : portCount) }),
      ...(rules !== undefined && { rules }),
      ...(envoy && { envoy }),
      ...(zipkin && { zipkin }),
      ...(opentelemetry !== undefined && { openTelemetry: opentelemetry.map(serviceOf) }),
      ...(logs && { logs }),
      ...(zipkinUrl !== undefined && { zipkinUrl }),
      ...(otlpUrl !== undefined && { otlpUrl }),
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
        envoy: { type: 'boolean' },
        zipkin: { type: 'boolean' },
        opentelemetry: { type: 'string', multiple: true },
        logs: { type: 'boolean' },
        'zipkin-url': { type: 'string' },
        'otlp-url': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values
  } catch (error) {
    const [problem] = (error as Error).message.split(/\.(?: |\n|$)/, 1)
    throw new Error(`${problem}; --help lists the options.`)
  }
}

function serviceOf(name: string): string {
  const services = [...new Set(bookinfo.map(({ service }) => service))]
  if (services.includes(name)) return name
  throw new Error(`--opentelemetry must be one of ${services.join(', ')}, got "${name}".`)
}

function portOf(text: string, count: number): number {
  const most = 65_535 - count + 1
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= most) return port
  throw new Error(`--port must be 0 or a whole number from 1 to ${most}, got "${text}".`)
}

const examples = {
  'zipkin-url': 'http://127.0.0.1:9411',
  'otlp-url': 'http://127.0.0.1:4318',
}

function addressOf(
  option: keyof typeof examples,
  given: string | undefined,
  env: NodeJS.ProcessEnv,
  variable: string,
): string | undefined {
  const text = given ?? (env[variable] || undefined)
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw new Error(
    `--${option} (or ${variable}) must be an address such as ${examples[option]}, got "${text}".`,
  )
}
