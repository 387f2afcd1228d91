import { current } from '@waybill/core'
import { wrapGot } from '@waybill/got'
import { gate } from '@waybill/testing'
import got, { type HandlerFunction, type OptionsInit, type Response } from 'got'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import type { Received } from '../../../test/kit/echo-server.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { serve } from '../../../test/kit/serve.ts'

const { mesh, outside, policy } = runningMesh()
const client = wrapGot(got)
const idOf = async (call: Promise<Received>) => (await call).headers['x-request-id']

describe('a call carries the headers of the code that makes it', () => {
  /** Lets calls go on one after the other, all in the context of the first, as a queue does. */
  const queue = (): HandlerFunction => {
    const waiting: (() => void)[] = []
    let isBusy = false
    const leave = () => {
      const next = waiting.shift()
      if (next) next()
      else isBusy = false
    }
    return (async (options: never, next: (given: never) => Promise<unknown>) => {
      if (isBusy) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
      isBusy = true
      return next(options).finally(leave)
    }) as never
  }

  test.each<[string, () => typeof got]>([
    ['before it was wrapped', () => wrapGot(got.extend({ handlers: [queue()] }))],
    ['after it was wrapped', () => client.extend({ handlers: [queue()] })],
  ])('though its instance has a queue, added %s', async (_when, make) => {
    const own = make()
    const ids = ['r-1', 'r-2', 'r-3']
    const calls = ids.map((id) =>
      inRequest({ 'x-request-id': id }, () => idOf(own(mesh.origin).json())),
    )
    expect(await Promise.all(calls)).toEqual(ids)
  })

  test('though a hook holds it back until another request lets it go on', async () => {
    const { opened, open } = gate()
    const hooks = { beforeRequest: [() => opened] }
    const call = inRequest({ 'x-request-id': 'r-1' }, () =>
      idOf(client(mesh.origin, { hooks }).json()),
    )
    inRequest({ 'x-request-id': 'r-2' }, open)
    expect(await call).toBe('r-1')
  })

  test('though it is awaited in another', async () => {
    const call = inRequest({ 'x-request-id': 'r-1' }, () => client(mesh.origin).json<Received>())
    expect(await inRequest({ 'x-request-id': 'r-2' }, () => idOf(call))).toBe('r-1')
    const plain = client(mesh.origin).json<Received>()
    expect(await inRequest({ 'x-request-id': 'r-2' }, () => idOf(plain))).toBeUndefined()
  })

  test('and hooks and what follows it run in its context', async () => {
    const seen: unknown[] = []
    const look = () => void seen.push(current()?.get('x-request-id'))
    const see = (answer: Response) => {
      look()
      return answer
    }
    const hooks = {
      beforeRequest: [look],
      beforeRedirect: [look],
      afterResponse: [see],
    }
    const to = `${mesh.origin}/?to=${mesh.origin}`
    await inRequest({ 'x-request-id': 'r-1' }, async () => {
      await client(to, { hooks })
      look()
    })
    expect(seen).toEqual(['r-1', 'r-1', 'r-1', 'r-1', 'r-1'])
  })
})

describe('a page', () => {
  test('carries the headers of whoever asks for it', async () => {
    const seen: unknown[] = []
    const origin = await serve((req, res) => {
      seen.push([req.url, req.headers['x-request-id']])
      if (req.url !== '/3') res.setHeader('link', `</${Number(req.url?.slice(1)) + 1}>; rel="next"`)
      res.end('[1]')
    })
    await inRequest({ 'x-request-id': 'r-1' }, () => client.paginate.all(`${origin}/2`))
    const pages = client.paginate(`${origin}/2`)
    await inRequest({ 'x-request-id': 'r-2' }, () => pages.next())
    await inRequest({ 'x-request-id': 'r-3' }, () => pages.next())
    expect(seen).toEqual([
      ['/2', 'r-1'],
      ['/3', 'r-1'],
      ['/2', 'r-2'],
      ['/3', 'r-3'],
    ])
  })

  test('with the options of the one before carries nothing of that one', async () => {
    const next = [outside.origin, mesh.origin, mesh.origin]
    const options: OptionsInit = {
      pagination: {
        transform: () => [1],
        paginate({ response }) {
          const { options: before } = response.request
          const url = next.shift()
          if (url === undefined) return false
          before.url = new URL(url)
          return before as never
        },
      },
    }
    const pages = client.paginate(mesh.origin, options)
    const ask = (id: string) => inRequest({ 'x-request-id': id }, () => pages.next(), policy())
    await ask('r-1')
    await ask('r-2')
    await ask('r-3')
    await pages.next()
    expect([arrivedIds(mesh), arrivedIds(outside)]).toEqual([
      ['r-1', 'r-3', undefined],
      [undefined],
    ])
  })
})

describe('an answer out of a cache', () => {
  test('goes to those whose header is the same, where it varies by that', async () => {
    const seen: unknown[] = []
    const origin = await serve((req, res) => {
      seen.push(req.headers['x-tenant'])
      res.setHeader('cache-control', 'max-age=60')
      res.setHeader('vary', 'x-tenant').end(String(req.headers['x-tenant']))
    })
    const own = client.extend({ cache: new Map() as never })
    const tenants: string[] = []
    for (const tenant of ['a', 'a', 'b']) {
      const call = () => own(origin).text()
      tenants.push(await inRequest({ 'x-tenant': tenant }, call, { headers: ['x-tenant'] }))
    }
    expect([tenants, seen]).toEqual([
      ['a', 'a', 'b'],
      ['a', 'b'],
    ])
  })
})

describe('wrapGot', () => {
  test('leaves the instance as it was, and keeps its defaults', async () => {
    const own = got.extend({
      prefixUrl: mesh.origin,
      headers: { 'x-own': '1' },
      mutableDefaults: true,
    })
    const wrapped = wrapGot(own)
    const plain = inRequest({ 'x-request-id': 'r-1' }, () => idOf(own('a').json()))
    expect(await plain).toBeUndefined()
    expect(own.defaults.handlers).toEqual([])
    expect(wrapped.defaults.mutableDefaults).toBe(true)
    expect(client.defaults.mutableDefaults).toBe(false)
    expect(Object.isFrozen(client.defaults.handlers)).toBe(true)
    const { path, headers } = await wrapped('a').json<Received>()
    expect([path, headers['x-own']]).toEqual(['/a', '1'])
  })

  test('gives a wrapped instance, or one that extends it, as it is', () => {
    const extended = client.extend({ headers: { a: '1' } })
    expect(wrapGot(client)).toBe(client)
    expect(wrapGot(extended)).toBe(extended)
    expect(wrapGot(got)).not.toBe(got)
  })

  test.each([
    ['undefined', undefined, /wrapGot takes a Got instance, got undefined; write wrapGot\(got\)/],
    ['null', null, /got null/],
    ['a function', () => undefined, /got function/],
    ['an object', {}, /got object/],
  ])('refuses %s with a sentence', (_what, given, message) => {
    expect(() => wrapGot(given as never)).toThrow(message)
  })
})
