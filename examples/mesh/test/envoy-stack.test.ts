import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { describeWith, envoy } from '../../../test/kit/real-programs.ts'
import { type Stack, startStack } from '../src/stack.ts'
import { freePorts } from './fixtures/free-ports.ts'

const standIn = fileURLToPath(new URL('./fixtures/stand-in.mjs', import.meta.url))
const command = fileURLToPath(new URL('../dist/main.js', import.meta.url))

function ratingsRule(match: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ratings }
spec: { hosts: [ratings], http: [{ ${match} route: [{ destination: { host: ratings, subset: v1 } }] }] }
`
}

describeWith([envoy], 'a stack behind Envoys', () => {
  let stack: Stack | undefined
  let taken: Server | undefined
  const printed: string[] = []

  afterEach(async () => {
    await stack?.stop()
    taken?.close()
    stack = taken = undefined
    printed.length = 0
  })

  async function start(port = 0): Promise<Stack> {
    const print = (line: string) => printed.push(line)
    stack = await startStack({ port, envoy: true, serviceFile: () => standIn, print })
    return stack
  }

  test('says nothing while all is well', async () => {
    const { addresses } = await start()
    const answer = await fetch(addresses.productpage)
    expect([answer.status, printed]).toEqual([200, []])
  })

  test('refuses what an Envoy refuses with its reason, and follows the rules before it', async () => {
    const { addresses } = await start()
    const post = (body: string) => fetch(`${addresses.view}/mesh/rules`, { method: 'POST', body })
    await post(ratingsRule(''))
    // JavaScript can look ahead, RE2 cannot.
    const refused = await post(ratingsRule('match: [{ uri: { regex: "(?=/).*" } }],'))
    const { error } = (await refused.json()) as { error: string }
    const state = await (await fetch(`${addresses.view}/mesh/state`)).json()
    const answer = await fetch(addresses.productpage)
    expect([refused.status, error, state.rules.length, answer.status]).toEqual([
      400,
      expect.stringMatching(/sidecar refuses the rules: .*invalid perl operator/),
      5,
      200,
    ])
  })

  test('starts an Envoy again that has ended, at the same ports', async () => {
    const { addresses } = await start()
    const state = await (await fetch(`${addresses.view}/mesh/state`)).json()
    const { pid } = state.processes.find(
      ({ name }: { name: string }) => name === 'ratings-v1 sidecar',
    )
    process.kill(pid, 'SIGKILL')
    await vi.waitUntil(() => printed.length > 0)
    const productpage = () =>
      fetch(addresses.productpage).then(
        ({ ok }) => ok,
        () => false,
      )
    await vi.waitUntil(productpage, { timeout: 10_000 })
    expect(printed).toContain(
      'ratings-v1 sidecar ended by itself with signal SIGKILL. It is started again.',
    )
  })

  test('says which port is taken', async () => {
    const port = (await freePorts(7)) + 2
    taken = createServer()
    await once(taken.listen(port, '127.0.0.1'), 'listening')
    await expect(start(port - 2)).rejects.toThrow(`Port ${port}, wanted for details-v1, is taken`)
  })

  test('leaves no process behind when the command is killed', async () => {
    const child = spawn(process.execPath, [command, '--envoy', '--port', '0'])
    let output = ''
    child.stdout.on('data', (text) => {
      output += text
    })
    await vi.waitUntil(() => output.includes('To stop'), { timeout: 20_000 })
    const view = /^Trace view +(http:\S+)/m.exec(output)?.[1]
    const { processes } = await (await fetch(`${view}mesh/state`)).json()
    child.kill('SIGKILL')
    await vi.waitUntil(() => processes.every(({ pid }: { pid: number }) => !isAlive(pid)), {
      timeout: 10_000,
    })
    expect(processes).toHaveLength(12)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
