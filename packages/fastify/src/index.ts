import type { IncomingMessage } from 'node:http'
import { accept, definePolicy, type Policy, type PolicyOptions } from '@waybill/core'
import type { FastifyInstance, FastifyPluginCallback } from 'fastify'

/** The options of `waybill`: a policy's, with the request as node:http gives it (`request.raw`). */
export type WaybillOptions = PolicyOptions<IncomingMessage>

/**
 * Fastify plugin that captures each request's headers, for all calls made while it is handled. Register it first, as
 * `app.register(waybill(options))` or `app.register(waybill, options)`.
 * @param options what to carry and where to; a policy of `definePolicy` serves too
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybill(options?: WaybillOptions | Policy): FastifyPluginCallback
export function waybill(
  app: FastifyInstance,
  options: WaybillOptions | Policy,
  done: (error?: Error) => void,
): void
export function waybill(
  first?: FastifyInstance | WaybillOptions | Policy,
  options?: WaybillOptions | Policy,
  done?: (error?: Error) => void,
): FastifyPluginCallback | undefined {
  if (!done) return pluginOf(definePolicy(first as WaybillOptions))
  try {
    pluginOf(definePolicy(options))(first as FastifyInstance, {}, done)
  } catch (error) {
    // Thrown, it would end the process: Fastify awaits a plugin, but does not catch what it throws at once.
    done(error as Error)
  }
  return undefined
}

markAsShared(waybill)

function pluginOf(policy: Policy): FastifyPluginCallback {
  return markAsShared(function waybillPlugin(app, _options, done) {
    app.addHook('onRequest', function waybillHook(request, reply, next) {
      accept(policy, request.raw, reply.raw, next)
    })
    done()
  })
}

// What fastify-plugin sets: hooks of the plugin then count for the scope that registers it, not for one of its own.
function markAsShared<F extends object>(plugin: F): F {
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@waybill/fastify',
    [Symbol.for('plugin-meta')]: { name: '@waybill/fastify', fastify: '^4.10.0 || ^5.0.0' },
  })
}
