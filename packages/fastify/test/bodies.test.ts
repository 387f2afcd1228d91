import { PassThrough } from 'node:stream'
import multipart from '@fastify/multipart'
import { current } from '@waybill/core'
import { waybill } from '@waybill/fastify'
import { fetch as waybillFetch } from '@waybill/fetch'
import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { runningEcho } from '../../../test/kit/running-echo.ts'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { frameworks, startApp } from './start-app.ts'

const echo = runningEcho()
const id = () => current()?.get('x-request-id')

/** Forwards to the echo server and gives the request id that arrived there. */
const forwarded = () => arrivedId(waybillFetch(echo.origin))

const form = [
  '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1',
  '--x\r\ncontent-disposition: form-data; name="b"; filename="b"\r\n\r\ntext',
  '--x--\r\n',
].join('\r\n')

describe.each(frameworks)('%s', (name, framework) => {
  const start = (build: (app: FastifyInstance) => void) =>
    startApp(framework, (app) => {
      app.register(waybill())
      build(app)
    })

  test.each([
    ['application/json', '{"a":1}'],
    ['text/plain', 'abcdef'],
  ])('after a body of %s that comes late, a call carries the headers', async (type, body) => {
    const origin = await start((app) => {
      app.post('/', async (request) => [request.body, id(), await forwarded()])
    })
    const { text } = await send(origin, body, { 'content-type': type })
    expect(JSON.parse(text)).toEqual([body.startsWith('{') ? { a: 1 } : body, 'r-1', 'r-1'])
  })

  test('and in the parsers of the application: by events, async, and of a replaced payload', async () => {
    const origin = await start((app) => {
      app.addHook('preParsing', async (request, _reply, payload) =>
        request.url === '/piped' ? payload.pipe(new PassThrough()) : payload,
      )
      app.addContentTypeParser('text/events', (_request, payload, done) => {
        let text = ''
        payload.on('data', (chunk) => {
          text += `${chunk}(${id()})`
        })
        payload.on('end', () => done(null, text))
      })
      app.addContentTypeParser(
        'text/async',
        async (_request: unknown, payload: AsyncIterable<Buffer>) => {
          let text = ''
          for await (const chunk of payload) text += `${chunk}(${id()})`
          return `${text} ${await forwarded()}`
        },
      )
      app.post('/*', async (request) => [request.body, id(), await forwarded()])
    })
    const seen = async (path: string, type: string) =>
      JSON.parse((await send(origin + path, 'abcdef', { 'content-type': type })).text)
    for (const path of ['/', '/piped']) {
      expect(await seen(path, 'text/events')).toEqual(['abc(r-1)def(r-1)', 'r-1', 'r-1'])
      expect(await seen(path, 'text/async')).toEqual(['abc(r-1)def(r-1) r-1', 'r-1', 'r-1'])
    }
  })

  test('a parser that another request ends gives each request its own again', async () => {
    const waiting: (() => void)[] = []
    const origin = await start((app) => {
      app.addContentTypeParser('text/shared', (_request, payload, done) => {
        payload.resume().on('end', () => {
          waiting.push(() => done(null, undefined))
          if (waiting.length === 2) for (const end of waiting) end()
        })
      })
      app.addHook('preValidation', async (request) => {
        hooked.push([request.headers['x-request-id'], id()])
      })
      app.post('/', async () => [id(), await forwarded()])
    })
    const hooked: unknown[] = []
    const answers = ['a', 'b'].map((own) =>
      send(origin, 'abcdef', { 'content-type': 'text/shared', 'x-request-id': own }),
    )
    expect((await Promise.all(answers)).map(({ text }) => JSON.parse(text))).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ])
    expect(hooked).toHaveLength(2)
    for (const [own, seen] of hooked as string[][]) expect(seen).toBe(own)
  })

  // @fastify/multipart serves Fastify 5 alone.
  test.runIf(name === 'fastify 5')('the parts and files of a form', async () => {
    const origin = await start((app) => {
      app.register(multipart)
      app.post('/', async (request) => {
        const seen: unknown[] = []
        for await (const part of request.parts()) {
          seen.push([part.fieldname, id()])
          if (part.type === 'file') seen.push([(await part.toBuffer()).toString(), id()])
        }
        return [...seen, await forwarded()]
      })
    })
    const { text } = await send(origin, form, { 'content-type': 'multipart/form-data; boundary=x' })
    expect(JSON.parse(text)).toEqual([['a', 'r-1'], ['b', 'r-1'], ['text', 'r-1'], 'r-1'])
  })
})
