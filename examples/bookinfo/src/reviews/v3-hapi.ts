import { Agent, type RequestListener } from 'node:http'
import Hapi, { type Plugin, type ResponseObject, type ResponseToolkit } from '@hapi/hapi'
import { wrapAxios } from '@waybill/axios'
import { waybill } from '@waybill/hapi'
import axios from 'axios'
import { innerPolicy } from '../policy.ts'
import { whileOn } from '../waybill-switch.ts'
import { type Answer, type Answers, answersOf } from './answers.ts'
import type { ReviewsOptions } from './options.ts'
import type { AskRatings } from './stars.ts'

/** Returns reviews v3, on hapi, which asks ratings with axios. */
export async function createV3(ratings: string, options: ReviewsOptions): Promise<RequestListener> {
  const answers = answersOf(options, ratingsClient(ratings))
  return whileOn(await listenerOf(answers, [waybill(innerPolicy)]), await listenerOf(answers, []))
}

async function listenerOf(answers: Answers, plugins: Plugin<void>[]): Promise<RequestListener> {
  // It serves what the one server of this program passes on.
  const server = Hapi.server({
    autoListen: false,
    // Like the other versions: no word on caches, no parts of an answer, no look at cookies.
    routes: { cache: false, response: { ranges: false }, state: { parse: false } },
  })
  await server.register(plugins)
  server.ext('onPreResponse', ({ response, method, raw }, h) =>
    'isBoom' in response && !response.isServer
      ? send(h, answers.refusal(method.toUpperCase(), raw.req.url ?? '/'))
      : h.continue,
  )
  server.route([
    { method: 'GET', path: '/', handler: (_request, h) => send(h, answers.index) },
    { method: 'GET', path: '/health', handler: (_request, h) => send(h, answers.health) },
    {
      method: 'GET',
      path: '/reviews/{id}',
      handler: async ({ params }, h) => send(h, await answers.reviews(String(params.id))),
    },
  ])
  await server.start()
  return function hapiListener(req, res) {
    server.listener.emit('request', req, res)
  }
}

function send(h: ResponseToolkit, { status, headers, body }: Answer): ResponseObject {
  const response = h.response(body).code(status)
  for (const [name, value] of Object.entries(headers)) response.header(name, value)
  return response
}

function ratingsClient(address: string): AskRatings {
  const client = wrapAxios(
    axios.create({
      baseURL: address,
      httpAgent: new Agent({ keepAlive: true }),
      proxy: false,
      validateStatus: (status) => status === 200,
    }),
  )
  return async function askRatings(id, signal) {
    // The `timeout` of axios does not count the time it takes to connect; a signal does.
    return (await client.get(`/ratings/${id}`, { signal })).data
  }
}
