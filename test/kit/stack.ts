import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Span } from './spans.ts'

const main = new URL('../../examples/mesh/dist/main.js', import.meta.url)

/** The example stack as a user starts it, in processes of its own. */
export interface RunningStack {
  readonly productpage: string
  /** The trace view, which is also the collector. */
  readonly view: string
  /** The Zipkin that was started, if one was. */
  readonly zipkin: string | undefined
  /** All that the command has printed. */
  output(): string
  turnWaybill(enabled: boolean): Promise<void>
  /** Applies sample rules by name, or goes back to those of the start. */
  applyRules(...names: string[]): Promise<void>
  resetRules(): Promise<void>
  /** The id of a process, by a name such as `reviews-v2 sidecar`. */
  pidOf(name: string): Promise<number>
  stop(): Promise<void>
}

/** Starts the built stack on free ports. */
export async function startStack(...args: string[]): Promise<RunningStack> {
  if (!existsSync(main)) throw new Error('the examples are not built; run `pnpm build` first')
  const child = spawn(process.execPath, [main.pathname, '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const address = (label: string) => new RegExp(`^${label} +(http://\\S+)`, 'm').exec(output)?.[1]
  while (!/To stop:/.test(output)) {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    if (child.exitCode !== null) throw new Error(`the stack ended while it started:\n${output}`)
  }
  const view = (address('Trace view') as string).replace(/\/$/, '')
  return {
    productpage: address('Product page') as string,
    view,
    zipkin: address('Zipkin')?.replace(/\/zipkin\/$/, ''),
    output: () => output,
    turnWaybill: (enabled) =>
      control(`${view}/mesh/waybill`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ enabled }),
      }),
    async applyRules(...names) {
      for (const name of names) await control(`${view}/mesh/samples/${name}`, { method: 'POST' })
    },
    resetRules: () => control(`${view}/mesh/rules`, { method: 'DELETE' }),
    async pidOf(name) {
      const { processes } = (await (await fetch(`${view}/mesh/state`)).json()) as {
        processes: { name: string; pid: number }[]
      }
      const pid = processes.find((process) => process.name === name)?.pid
      if (pid === undefined) throw new Error(`no process is called ${name}`)
      return pid
    },
    stop: () => stop(child),
  }
}

/** The traces that the collector holds, once they have so many spans in all. */
export async function tracesWith(spans: number, view: string): Promise<Span[][]> {
  for (let tries = 0; ; tries++) {
    const traces = (await (await fetch(`${view}/api/v2/traces?limit=1000`)).json()) as Span[][]
    if (traces.flat().length >= spans || tries === 100) return traces
    // Sidecars report their spans in batches, a moment after the page has been served.
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Lets spans of the test before arrive, so that they are not counted in this one. */
export async function settle(view: string): Promise<void> {
  let before = -1
  for (;;) {
    const now = (await tracesWith(0, view)).flat().length
    if (now === before) return
    before = now
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}

/** Forgets all traces. */
export async function clearTraces(view: string): Promise<void> {
  await control(`${view}/api/v2/traces`, { method: 'DELETE' })
}

async function control(url: string, init: RequestInit): Promise<void> {
  const response = await fetch(url, init)
  if (!response.ok)
    throw new Error(`${init.method} ${url}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
