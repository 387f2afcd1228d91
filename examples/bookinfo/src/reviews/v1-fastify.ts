import type { RequestListener } from 'node:http'
import { waybill } from '@waybill/fastify'
import Fastify, { type FastifyPluginCallback, type FastifyReply } from 'fastify'
import { innerPolicy } from '../policy.ts'
import { whileOn } from '../waybill-switch.ts'
import { type Answer, type Answers, answersOf } from './answers.ts'
import type { ReviewsOptions } from './options.ts'

/** Returns reviews v1, on Fastify: it shows no stars, and so calls nobody. */
export async function createV1(options: ReviewsOptions): Promise<RequestListener> {
  const answers = answersOf(options)
  return whileOn(await listenerOf(answers, [waybill(innerPolicy)]), await listenerOf(answers, []))
}

async function listenerOf(
  answers: Answers,
  plugins: FastifyPluginCallback[],
): Promise<RequestListener> {
  const app = Fastify({
    // For a path that it cannot decode.
    frameworkErrors: (_error, request, reply) => refuse(request, reply),
  })
  for (const plugin of plugins) app.register(plugin)
  // Not a handler for what is not found: before that, Fastify reads the body and refuses a type it does not know.
  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return refuse(request, reply)
  })
  app.get('/', (_request, reply) => send(reply, answers.index))
  app.get('/health', (_request, reply) => send(reply, answers.health))
  app.get<{ Params: { id: string } }>('/reviews/:id', async ({ params }, reply) =>
    send(reply, await answers.reviews(params.id)),
  )
  await app.ready()
  return app.routing

  function refuse({ method, url }: { method: string; url: string }, reply: FastifyReply) {
    return send(reply, answers.refusal(method, url))
  }
}

function send(reply: FastifyReply, { status, headers, body }: Answer): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}
