import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { credentials, loadPackageDefinition, Metadata } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { Type } from '@nestjs/common'
import {
  type ClientProxy,
  ClientRedis,
  EventPattern,
  GrpcMethod,
  MessagePattern,
  Transport,
} from '@nestjs/microservices'
import { current } from '@waybill/core'
import { WaybillModule, wrapClientProxy } from '@waybill/nestjs'
import { withHeaders } from '@waybill/testing'
import { delay, firstValueFrom, lastValueFrom, of, switchMap } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { handlerOf } from './handler-of.ts'
import { moduleOf } from './start-nest.ts'
import { closedAtEnd, startService } from './start-service.ts'

const id = () => current()?.get('x-request-id') ?? null
const inRequest = <R>(fn: () => R) => withHeaders({ 'x-request-id': 'r-1' }, fn)
const rootOf = (controllers: Type[]) =>
  moduleOf({ imports: [WaybillModule.forRoot()], controllers })

const redis = '/usr/bin/redis-server'

test.skipIf(!existsSync(redis))('over Redis, a message and an event carry the id', async () => {
  const path = await startRedis()
  const seen: unknown[] = []
  const handlers = [
    handlerOf([MessagePattern('get')], async () => [id()]),
    handlerOf([EventPattern('noted') as MethodDecorator], () => seen.push(id())),
  ]
  const options = { path } as object
  await startService(rootOf(handlers), { transport: Transport.REDIS, options })
  const client = wrapClientProxy(closedAtEnd(new ClientRedis(options) as unknown as ClientProxy))
  await inRequest(() => lastValueFrom(client.emit('noted', {})))
  expect(await inRequest(() => firstValueFrom(client.send('get', {})))).toEqual(['r-1'])
  expect(await firstValueFrom(client.send('get', {}))).toEqual([null])
  expect(seen).toEqual(['r-1'])
})

test('over gRPC, metadata is captured, for an answer and for a stream of them', async () => {
  const url = `127.0.0.1:${await freePort()}`
  const packageDefinition = loadSync(fileURLToPath(new URL('reviews.proto', import.meta.url)))
  const text = async () => ({ text: id() ?? '' })
  const handlers = [
    handlerOf([GrpcMethod('Reviews', 'Get')], text),
    handlerOf([GrpcMethod('Reviews', 'List')], () => of(0).pipe(delay(1), switchMap(text))),
  ]
  const protoLoader = fileURLToPath(import.meta.resolve('@grpc/proto-loader'))
  const options = { url, package: 'mesh', packageDefinition, protoLoader }
  await startService(rootOf(handlers), { transport: Transport.GRPC, options })

  const { mesh } = loadPackageDefinition(packageDefinition) as Record<string, never>
  const { Reviews } = mesh as unknown as Record<string, new (...all: unknown[]) => Stub>
  const client = new (Reviews as NonNullable<typeof Reviews>)(url, credentials.createInsecure())
  onTestFinished(() => client.close())
  const metadata = new Metadata()
  metadata.set('X-Request-Id', 'r-1')
  const answer = new Promise((resolve, reject) => {
    client.Get({}, metadata, (error, value) => (error ? reject(error) : resolve(value)))
  })
  expect(await answer).toEqual({ text: 'r-1' })
  const all: unknown[] = []
  for await (const one of client.List({}, metadata)) all.push(one)
  expect(all).toEqual([{ text: 'r-1' }])
})

interface Stub {
  Get(asked: object, metadata: Metadata, done: (error: unknown, value: unknown) => void): void
  List(asked: object, metadata: Metadata): AsyncIterable<unknown>
  close(): void
}

/** Starts Redis on a socket in a folder of its own, until the test ends. */
async function startRedis(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-redis-'))
  const path = join(folder, 'redis.sock')
  const args = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder]
  const server = spawn(redis, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    server.kill()
    await once(server, 'exit')
    rmSync(folder, { recursive: true })
  })
  for await (const line of createInterface(server.stdout)) if (/ready to accept/i.test(line)) break
  return path
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
