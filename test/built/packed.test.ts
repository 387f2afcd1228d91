import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packAll, packageNames, removeFolders, runIn, scratchProject } from '../kit/packed.ts'
import { standsOn } from '../kit/stands-on.ts'

const names = await packageNames()
const root = new URL('../../', import.meta.url).pathname

let tarballs: Map<string, string>
let project: string

beforeAll(async () => {
  tarballs = await packAll()
  const { catalog } = (await import('yaml')).parse(
    await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8'),
  )
  const manifests = await Promise.all(
    names.map((name) => readFile(join(root, 'packages', name, 'package.json'), 'utf8')),
  )
  const peers = manifests.flatMap((text) => Object.keys(JSON.parse(text).peerDependencies ?? {}))
  const others = ['undici', '@hono/node-server', 'reflect-metadata']
  const types = ['typescript', '@types/node', '@types/express', '@types/koa']
  const versions = [...new Set([...peers, ...others, ...types])].map(
    (name) => `${name}@${catalog[name]}`,
  )
  project = await scratchProject([...tarballs.values(), ...versions])
}, 300_000)
afterAll(removeFolders)

/** What is asked of the types of a package, if not all: auto has two entries, which the oldest way cannot resolve. */
const PROFILES: Readonly<Record<string, string>> = { auto: 'node16', doctor: 'esm-only' }

/** A chain through frameworks and clients, each once; ends with what arrived. */
const chain = `
const names = ['x-request-id', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags', 'x-ot-span-context']
const sent = Object.fromEntries(names.map((name, i) => [name, 'value-' + i]))
const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve('http://127.0.0.1:' + server.address().port)))
const servers = []
const serve = (listener) => { const server = node.createServer(listener); servers.push(server); return listen(server) }
async function main() {
  const echo = await serve((req, res) => res.end(JSON.stringify(req.headers)))
  const last = await serve(http.waybill((req, res) => http.http.get(echo, (answer) => answer.pipe(res))))
  const app = Fastify.fastify()
  app.register(fast.waybill()).get('/', () => gotten.wrapGot(Got.got)(last).json())
  const sixth = await app.listen({ port: 0, host: '127.0.0.1' })
  const hapi = Hapi.server({ port: 0, host: '127.0.0.1' })
  await hapi.register(happy.waybill())
  hapi.route({ method: 'GET', path: '/', handler: async () => (await superagents.wrapSuperagent(superagent).get(sixth)).body })
  await hapi.start()
  const fifth = hapi.info.uri
  const fourth = await serve(node2.getRequestListener(new hono.Hono().use(honest.waybill()).get('/', async (c) => c.json(await (await fetching.fetch(fifth)).json())).fetch))
  const third = await serve(new Koa().use(koa.waybill()).use(async (ctx) => { ctx.body = (await client.get(fourth)).data }).callback())
  const second = await serve(express().use(exp.waybill(), async (req, res) => res.json(await (await undici.request(third, { dispatcher })).body.json())))
  const first = await serve(express().use(exp.waybill(core.definePolicy()), async (req, res) => res.json(await (await fetching.fetch(second)).json())))
  const arrived = await (await fetch(first, { headers: sent })).json()
  console.log(names.filter((name) => arrived[name] === sent[name]).length + ' of 7')
  for (const server of servers) { server.close(); server.closeAllConnections() }
  await dispatcher.close()
  await app.close()
  await hapi.stop()
}
const dispatcher = fetching.wrapDispatcher(new undici.Agent())
const client = axios.wrapAxios(plainAxios.create())
main()
`

const modules: [string, string][] = [
  ['node', 'node:http'],
  ['core', '@waybill/core'],
  ['exp', '@waybill/express'],
  ['koa', '@waybill/koa'],
  ['http', '@waybill/http'],
  ['fetching', '@waybill/fetch'],
  ['axios', '@waybill/axios'],
  ['undici', 'undici'],
  ['fast', '@waybill/fastify'],
  ['happy', '@waybill/hapi'],
  ['honest', '@waybill/hono'],
  ['gotten', '@waybill/got'],
  ['superagents', '@waybill/superagent'],
  ['Fastify', 'fastify'],
  ['hono', 'hono'],
  ['node2', '@hono/node-server'],
  ['Hapi', '@hapi/hapi'],
  ['Got', 'got'],
]

const importing = [
  ...modules.map(([as, from]) => `import * as ${as} from '${from}'`),
  "import express from 'express'",
  "import Koa from 'koa'",
  "import plainAxios from 'axios'",
  "import superagent from 'superagent'",
]

const requiring = [
  ...modules.map(([as, from]) => `const ${as} = require('${from}')`),
  "const express = require('express')",
  "const Koa = require('koa').default ?? require('koa')",
  "const plainAxios = require('axios')",
  "const superagent = require('superagent')",
]

describe('packed and installed into an empty project', () => {
  test.each(names)('@waybill/%s is what publint asks for', async (name) => {
    const { messages } = await publint({
      pkgDir: join(project, 'node_modules/@waybill', name),
      strict: true,
      pack: false,
    })
    const pkg = JSON.parse(
      await readFile(join(project, 'node_modules/@waybill', name, 'package.json'), 'utf8'),
    )
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
  })

  test.each(names)('the types of @waybill/%s resolve in every way', async (name) => {
    const profile = PROFILES[name] ?? 'strict'
    const options = ['--format', 'ascii', '--profile', profile]
    // It ends with an error where it finds a problem.
    await expect(
      runIn(root, 'node_modules/.bin/attw', tarballs.get(name) as string, ...options),
    ).resolves.toContain(`@waybill/${name} v`)
  })

  test('no package names another one than what it stands on and its framework, and none refers to the workspace', async () => {
    const wrong: string[] = []
    for (const name of names) {
      const text = await readFile(
        join(project, 'node_modules/@waybill', name, 'package.json'),
        'utf8',
      )
      const { dependencies = {} } = JSON.parse(text)
      if (/workspace:|catalog:|@waybill\/source/.test(text))
        wrong.push(`${name} refers to the workspace`)
      const wanted = name === 'core' ? [] : ['@waybill/core', ...(standsOn[name] ?? [])]
      if (Object.keys(dependencies).join() !== wanted.join())
        wrong.push(`${name} depends on ${Object.keys(dependencies)}`)
    }
    expect(wrong).toEqual([])
  })

  test.each([
    ['import', 'chain.mjs', importing],
    ['require', 'chain.cjs', requiring],
  ])('a chain of eight services by %s carries all seven headers', async (_way, file, heads) => {
    await writeFile(join(project, file), [...heads, chain].join('\n'))
    expect(await runIn(project, process.execPath, file)).toBe('7 of 7\n')
  })

  test('an app that loads both the ESM and the CommonJS copy has one store, and one kind of policy', async () => {
    const file = `
      import { createRequire } from 'node:module'
      import * as esm from '@waybill/core'
      const cjs = createRequire(import.meta.url)('@waybill/core')
      const policy = cjs.definePolicy({ headers: ['x-a'] })
      const seen = esm.run(esm.capture(esm.definePolicy(policy), { 'x-a': 'shared' }), () => cjs.forward('http://reviews/')['x-a'])
      console.log(seen, esm.capture !== cjs.capture)
    `
    await writeFile(join(project, 'copies.mjs'), file)
    expect(await runIn(project, process.execPath, 'copies.mjs')).toBe('shared true\n')
  })

  test('@waybill/http loads TLS, which takes long, when its https is first used', async () => {
    const file = `
      const { https } = require('@waybill/http')
      const isLoaded = () => process.moduleLoadList.includes('NativeModule https')
      console.log(isLoaded(), typeof https.Agent, 'createServer' in https, isLoaded())
    `
    await writeFile(join(project, 'lazy.cjs'), file)
    expect(await runIn(project, process.execPath, 'lazy.cjs')).toBe('false function true true\n')
  })

  test('types work for a strict TypeScript user', async () => {
    const file = `
      import http from 'node:http'
      import axios from 'axios'
      import express from 'express'
      import Koa from 'koa'
      import { Agent } from 'undici'
      import { wrapAxios } from '@waybill/axios'
      import { current, definePolicy, explain, forward, presets, setHeader, type Policy } from '@waybill/core'
      import { waybill } from '@waybill/express'
      import { fetch, wrapDispatcher, wrapFetch } from '@waybill/fetch'
      import { http as client, waybill as listener } from '@waybill/http'
      import { waybill as koa } from '@waybill/koa'
      const policy: Policy = definePolicy({ headers: [...presets.istio, { name: 'x-a-*', as: 'x-b-*', value: ({ value }) => value?.trim() }], targets: ['mesh', (url: URL) => url.port === '1'] })
      express().use(waybill({ trust: (req) => req.ip === '127.0.0.1', generate: ['x-request-id'] })).use(waybill(policy))
      new Koa().use(koa({ trust: (req) => req.socket.encrypted === undefined }))
      http.createServer(listener((req, res) => { res.end(req.url) }, policy))
      const agent: Agent = wrapDispatcher(new Agent())
      const instance: import('axios').AxiosInstance = wrapAxios(axios.create())
      const own: typeof globalThis.fetch = wrapFetch(globalThis.fetch)
      client.get('http://a/', (res) => res.resume())
      const id: string | undefined = current()?.get('x-request-id')
      const ok: boolean = setHeader('x-a', id)
      const headers: Record<string, string> = forward(new URL('http://a/'), new Headers())
      console.log(agent, instance, own, fetch, ok, headers, explain('http://a').map(({ header, why }) => header + why))
    `.replace('req.socket.encrypted === undefined', 'req.url !== undefined')
    await writeFile(join(project, 'types.mts'), file)
    const options = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--skipLibCheck',
      '--types',
      'node',
    ]
    await expect(runIn(project, 'node_modules/.bin/tsc', ...options, 'types.mts')).resolves.toBe('')
  })
})
