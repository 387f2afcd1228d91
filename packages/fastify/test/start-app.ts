import Fastify, { type FastifyInstance } from 'fastify'
import fastify4 from 'fastify4'
import { onTestFinished } from 'vitest'

/** The versions of Fastify that the package serves. */
export const frameworks: [string, typeof Fastify][] = [
  ['fastify 5', Fastify],
  ['fastify 4', fastify4 as unknown as typeof Fastify],
]

/** Builds an app, and serves it until the test ends. */
export async function startApp(
  framework: typeof Fastify,
  build: (app: FastifyInstance) => void,
): Promise<string> {
  const app = framework({ forceCloseConnections: true })
  onTestFinished(() => app.close())
  build(app)
  return app.listen({ port: 0, host: '127.0.0.1' })
}
