import type { Format } from '../trace-context.ts'
import { formats } from './carried.ts'

/** What `traceContext` does with the trace context of a request. */
export interface TraceContextOptions {
  /**
   * The formats that are read, the first that is whole and valid wins.
   * @default all: w3c, b3Single, b3, datadog, jaeger, awsXray, googleCloud, grpcTrace, otTrace, lightstep
   */
  from?: readonly Format[]
  /**
   * The formats that go out whatever came in: those that did not come in are translated.
   * @default none in the mode 'verbatim', or else ['w3c']
   */
  to?: readonly Format[]
  /**
   * `'verbatim'`: what came in goes out byte for byte. `'guarded'`: only what is valid goes out, and a request without a
   * context gets a new one. `'participant'`: the same, with a new span id for each call.
   * @default 'verbatim'
   */
  mode?: 'verbatim' | 'guarded' | 'participant'
  /**
   * Whether a new context is sampled; `'defer'` leaves that to whoever comes next, which `traceparent` cannot say: it
   * is `00` there.
   * @default 'defer'
   */
  sampled?: boolean | 'defer'
}

const MODES = ['verbatim', 'guarded', 'participant']

/**
 * Checks the options, and fills in the defaults.
 * @throws TypeError for what is wrong with them
 */
export function checkOptions(options: TraceContextOptions): Required<TraceContextOptions> {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw refusal('the options must be an object', options, 'traceContext({ to: ["w3c"] })')
  const { mode = 'verbatim', sampled = 'defer', from = formats, ...others } = options
  const { to = mode === 'verbatim' ? [] : ['w3c' as const], ...rest } = others
  for (const option of Object.keys(rest))
    throw refusal('the options are from, to, mode and sampled', option, 'traceContext()')
  for (const [option, list] of Object.entries({ from, to })) {
    const wrong = Array.isArray(list) ? list.filter((one) => !formats.includes(one)) : [list]
    if (wrong.length > 0)
      throw refusal(
        `\`${option}\` must be a list of ${formats.join(', ')}`,
        wrong[0],
        `${option}: ["w3c"]`,
      )
  }
  if (!MODES.includes(mode))
    throw refusal(`\`mode\` must be ${MODES.join(', ')}`, mode, 'mode: "guarded"')
  if (sampled !== 'defer' && typeof sampled !== 'boolean')
    throw refusal('`sampled` must be true, false or "defer"', sampled, 'sampled: true')
  return { from, to, mode, sampled }
}

function refusal(wanted: string, got: unknown, write: string): TypeError {
  const told =
    typeof got === 'string' ? `string ${JSON.stringify(got.slice(0, 60))}` : got && typeof got
  return new TypeError(`@waybill/formats: ${wanted}, got ${told}; write ${write}`)
}
