import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { registry } from '../subjects/registry.ts'
import type { ServiceKind } from '../subjects/subject.ts'
import { listenerOf } from './listener.ts'
import { Meter } from './meter.ts'

// A service in a process of its own: `service.js <subject> <http|express> <port of the upstream>`.
const [name = '', service = '', upstreamPort = ''] = process.argv.slice(2)

const subject = await registry[name]?.load(service as ServiceKind)
if (!subject) throw new Error(`there is no subject ${name}`)
const meter = new Meter()
const listener = await listenerOf(service as ServiceKind, subject, Number(upstreamPort))
// Looked up on the module: some subjects have replaced it there.
const server = http.createServer(meter.around(listener))
server.keepAliveTimeout = 120_000
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 })
await once(server, 'listening')
const { user, system } = process.cpuUsage()
const started = {
  port: (server.address() as AddressInfo).port,
  milliseconds: performance.now(),
  cpuMilliseconds: (user + system) / 1000,
  rss: process.memoryUsage.rss(),
}

// What follows belongs to the harness, so it is loaded when the figures of the start are taken.
const { control } = await import('./control.ts')
control(meter, started)
