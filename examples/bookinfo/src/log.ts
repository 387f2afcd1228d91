import type { RequestListener } from 'node:http'
import { context, trace } from '@opentelemetry/api'
import { waybillMixin } from '@waybill/logs'
import pino from 'pino'

/** The log of this service: lines of JSON with the ids of the request that is handled. `LOG_LEVEL` turns it on. */
export const log = pino({
  level: process.env.LOG_LEVEL || 'silent',
  mixin: waybillMixin({ activeSpan: () => trace.getSpanContext(context.active()) }),
})

/** A listener that logs a line for each request, once it is answered. */
export function logged(listener: RequestListener): RequestListener {
  return function loggedListener(req, res) {
    const { method, url } = req
    // Node calls this in any request's context; Waybill sees to it that it is this one's.
    res.once('finish', () => log.info({ method, url, status: res.statusCode }, 'answered'))
    listener(req, res)
  }
}
