import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { PolicyOptions } from '@waybill/core'
import { waybill as waybillExpress } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import { http, waybill as waybillHttp } from '@waybill/http'
import express from 'express'
import { afterAll, beforeAll } from 'vitest'
import { listen } from '../../../../test/kit/echo-server.ts'

/** The headers of one call that a service made: names in lower case, values as they stood on the wire. */
export type Call = readonly (readonly [name: string, value: string])[]

/** Sends a request with headers to a service, which makes so many calls while it handles it; gives their headers. */
export type Service = (
  headers: readonly (readonly [name: string, value: string])[],
  calls: number,
) => Promise<Call[]>

type Start = (options: PolicyOptions, makeCalls: MakeCalls) => Parameters<typeof createServer>[1]
type MakeCalls = (
  request: IncomingMessage,
  call: (url: string) => Promise<unknown>,
) => Promise<void>

const withFetch = async (url: string) => (await fetch(url, { method: 'POST' })).text()

async function withHttp(url: string): Promise<unknown> {
  const call = http.request(url, { method: 'POST' }).end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return text(response)
}

/** The kinds of services that there are: what reads requests, and what makes calls. */
export const services: Record<string, Start> = {
  'express and fetch': (options, makeCalls) =>
    express()
      .use(waybillExpress(options as never))
      .post('/', async (req, res) => {
        await makeCalls(req, withFetch)
        res.end()
      }),
  'http and http': (options, makeCalls) =>
    waybillHttp(async (req, res) => {
      await makeCalls(req, withHttp)
      res.end()
    }, options as never),
}

/** A service that runs while the tests around it do: it makes the calls that it is told to. */
export function callingService(start: Start, options: PolicyOptions): Service {
  const closing: (() => Promise<void>)[] = []
  const called = new Map<string, Call>()
  let origin = ''
  let next = 0
  beforeAll(async () => {
    const callee = await listen(
      createServer((req, res) => {
        const names = req.rawHeaders.filter((_, i) => i % 2 === 0)
        const call = names.map((name, i): [string, string] => [
          name.toLowerCase(),
          req.rawHeaders[i * 2 + 1] as string,
        ])
        called.set(req.url as string, call)
        req.resume()
        res.end()
      }),
    )
    const service = await listen(
      createServer(
        start(options, async (req, call) => {
          for (const path of (await text(req)).split(' ')) await call(callee.origin + path)
        }),
      ),
    )
    origin = service.origin
    closing.push(service.close, callee.close)
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })
  return async function send(headers, count) {
    const paths = Array.from({ length: count }, () => `/${++next}`)
    const all = [['host', new URL(origin).host], ...headers].flat()
    const call = request(origin, { method: 'POST', headers: all })
    call.end(paths.join(' '))
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    await text(response)
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`)
    return paths.map((path) => called.get(path) as Call)
  }
}
