import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { place } from './build.ts'
import type { Configuration } from './configurations.ts'
import type { FinishedSpan, Notice, Order } from './setup.ts'

/** A service that runs in a process of its own. */
export interface Service {
  order(order: Order): Promise<void>
  spans(): Promise<FinishedSpan[]>
  /** Sends a request, and waits for its answer. */
  send(path: string, headers: Readonly<Record<string, string>>): Promise<void>
  /** Waits until so many requests whose id begins so have made their calls. */
  calling(prefix: string, count: number): Promise<void>
  stop(): void
}

/** Starts the service of a configuration. */
export async function startService(one: Configuration): Promise<Service> {
  const { version, node, order, format, http, waybill } = one
  const isAuto = waybill !== 'adapters'
  const extension = format === 'esm' ? 'mjs' : 'cjs'
  const preload = format === 'esm' ? '--import' : '--require'
  // Node 20 requires no ES modules.
  const configExtension = node.major === '20' ? 'cjs' : extension
  const args = [
    ...(format === 'esm' && http ? ['--import', './dist/hook.mjs'] : []),
    ...(order === 'before' ? [preload, `./dist/preload.${extension}`] : []),
    ...(isAuto ? ['--import', '@waybill/auto'] : []),
  ]
  const child = fork(place(`${version}/dist/${isAuto ? 'bare' : 'adapters'}.${extension}`), {
    cwd: place(version),
    execPath: node.path,
    execArgv: args,
    env: {
      SETUP: JSON.stringify(one),
      ...(isAuto && {
        WAYBILL_CONFIG: `./dist/${waybill === 'auto' ? 'policy' : 'extension'}.${configExtension}`,
      }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  child.stdout?.on('data', (data) => {
    output += data
  })
  child.stderr?.on('data', (data) => {
    output += data
  })
  const ended = new Promise<never>((_, reject) => {
    child.on('exit', (code) => reject(new Error(`the service ended with ${code}: ${output}`)))
  })
  ended.catch(() => undefined)
  const notices = listenTo(child)
  const { port } = await Promise.race([notices.next('listening'), ended])
  return {
    async order(order) {
      child.send(order)
      await Promise.race([notices.next('done'), ended])
    },
    async spans() {
      child.send({ do: 'spans' } satisfies Order)
      return (await Promise.race([notices.next('spans'), ended])).spans
    },
    async send(path, headers) {
      const request = get({ host: '127.0.0.1', port, path, headers, agent: false })
      const [response] = (await Promise.race([once(request, 'response'), ended])) as [
        IncomingMessage,
      ]
      await once(response.resume(), 'end')
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${output}`)
    },
    calling: (prefix, count) => Promise.race([notices.calling(prefix, count), ended]),
    stop() {
      child.removeAllListeners('exit')
      child.kill()
    },
  }
}

type NoticeOf<K extends Notice['is']> = Extract<Notice, { is: K }>

function listenTo(child: ChildProcess) {
  const calling: string[] = []
  let onCalling = () => undefined as unknown
  child.on('message', (notice: Notice) => {
    if (notice.is !== 'calling') return
    calling.push(notice.id)
    onCalling()
  })
  return {
    next<K extends Notice['is']>(kind: K): Promise<NoticeOf<K>> {
      return new Promise((resolve) => {
        child.on('message', function listener(notice: Notice) {
          if (notice.is !== kind) return
          child.off('message', listener)
          resolve(notice as NoticeOf<K>)
        })
      })
    },
    calling(prefix: string, count: number): Promise<void> {
      return new Promise((resolve) => {
        onCalling = () => {
          if (calling.filter((id) => id.startsWith(prefix)).length === count) resolve()
        }
        onCalling()
      })
    },
  }
}
