import { createRequire } from 'node:module'
import type { Tracer } from 'dd-trace'
import type { TraceId, Tracer as ZipkinTracer } from 'zipkin'
import { carried } from '../../subjects/carried.ts'
import type { Cases } from './case.ts'

const require = createRequire(import.meta.url)

/** The ways of other libraries. */
export const peers: Cases = {
  "hpropagate's way": {
    about: 'in our words: a Map a request, looked up twice a name; without its async hooks',
    prepare: (next) => () => {
      const { headers } = next()
      const context = new Map<string, unknown>()
      for (const name of carried) {
        if (typeof headers[name] !== 'undefined') context.set(name, headers[name])
      }
      const outgoing: Record<string, unknown> = {}
      for (const name of carried) {
        if (context.has(name)) outgoing[name] = context.get(name)
      }
      return outgoing
    },
  },
  'zipkin-js': {
    about: 'its readings into a TraceId, join, a child, and its headers; nothing recorded',
    prepare(next) {
      const zipkin = require('zipkin')
      const tracer: ZipkinTracer & { join(id: TraceId): TraceId } = new zipkin.Tracer({
        ctxImpl: new zipkin.ExplicitContext(),
        recorder: { record() {} },
        localServiceName: 'bench',
      })
      const { fromNullable } = zipkin.option
      return () => {
        const { headers } = next()
        const sampled = headers['x-b3-sampled']
        const received = new zipkin.TraceId({
          traceId: headers['x-b3-traceid'],
          parentId: fromNullable(headers['x-b3-parentspanid']),
          spanId: headers['x-b3-spanid'],
          sampled: fromNullable(sampled === undefined ? undefined : sampled === '1'),
          debug: headers['x-b3-flags'] === '1',
        })
        const child = tracer.createChildId(tracer.join(received))
        return zipkin.Request.addZipkinHeaders({ headers: {} }, child)
      }
    },
  },
  'dd-trace: B3 multi': {
    about: 'extract + inject by its public API',
    prepare(next) {
      const { tracer } = require('dd-trace') as { tracer: Tracer }
      tracer.init({
        url: 'http://127.0.0.1:1',
        startupLogs: false,
        plugins: false,
        tracePropagationStyle: { inject: ['b3multi'], extract: ['b3multi'] },
      } as Parameters<Tracer['init']>[0])
      return () => {
        const received = tracer.extract('http_headers', next().headers)
        const headers = {}
        if (received) tracer.inject(received, 'http_headers', headers)
        return headers
      }
    },
  },
}
