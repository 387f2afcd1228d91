import express from 'express'
import { BadRequest } from './bad-request.ts'
import { dependencyLinks } from './dependency-links.ts'
import { remoteServiceNames, serviceNames, spanNames, tagNames, tagValues } from './known-names.ts'
import { readSpans } from './read-spans.ts'
import { sayWhatIsWrong } from './say-what-is-wrong.ts'
import { createSendOn, type Receiver } from './send-on.ts'
import type { Span } from './span.ts'
import { beganWithin, matchesQuery, readTimeWindow, readTraceQuery } from './trace-query.ts'
import { createTraceStore, type TraceStoreOptions } from './trace-store.ts'

/** What a collector can be told. */
export type CollectorOptions = TraceStoreOptions & {
  /** Real collectors that get every span too. @default none */
  sendOnTo?: readonly Receiver[]
  /** Takes the one sentence said when sending on starts to fail, or works again. @default console.error */
  report?: (sentence: string) => void
}

/** A collector, to be mounted at the root of an Express application. */
export type Collector = {
  router: express.Router
  /** Waits, but not for long, until what is being sent on has arrived; it never rejects. */
  flush(): Promise<void>
}

/** Makes a collector that answers Zipkin's version 2 API from memory. */
export function createCollector(options: CollectorOptions = {}): Collector {
  const { sendOnTo = [], report = console.error } = options
  const store = createTraceStore(options)
  const receivers = sendOnTo.map((receiver) => createSendOn(receiver, report))
  const api = express.Router()

  api.post('/spans', refuseOtherFormats, readJson, (req, res) => {
    const spans = readSpans(req.body)
    store.add(spans)
    if (spans.length > 0) for (const receiver of receivers) receiver.send(spans)
    // Envoy counts nothing but 202 as sent.
    res.status(202).end()
  })

  api.get('/traces', (req, res) => {
    const query = readTraceQuery(req.query)
    const found = store.all().filter((trace) => matchesQuery(query, trace))
    res.json(found.slice(0, query.limit).map((trace) => trace.spans))
  })

  api.delete('/traces', (_req, res) => {
    store.clear()
    res.status(204).end()
  })

  api.get('/trace/:traceId', (req, res) => {
    const trace = store.find(req.params.traceId)
    if (!trace) throw new BadRequest('No trace with this id is kept here.', 404)
    res.json(trace.spans)
  })

  api.get('/traceMany', (req, res) => {
    const found = readTraceIds(req.query.traceIds).map((id) => store.find(id)?.spans)
    res.json(found.filter((spans) => spans !== undefined))
  })

  api.get('/services', (_req, res) => {
    res.json(serviceNames(allSpans()))
  })

  api.get('/spans', (req, res) => {
    res.json(spanNames(allSpans(), required(req.query, 'serviceName')))
  })

  api.get('/remoteServices', (req, res) => {
    res.json(remoteServiceNames(allSpans(), required(req.query, 'serviceName')))
  })

  api.get('/dependencies', (req, res) => {
    required(req.query, 'endTs')
    const window = readTimeWindow(req.query)
    const traces = store.all().filter((trace) => beganWithin(window, trace))
    res.json(dependencyLinks(traces.map((trace) => trace.spans)))
  })

  api.get('/autocompleteKeys', (_req, res) => {
    res.json(tagNames(allSpans()))
  })

  api.get('/autocompleteValues', (req, res) => {
    res.json(tagValues(allSpans(), required(req.query, 'key')))
  })

  function allSpans(): Span[] {
    return store.all().flatMap((trace) => trace.spans)
  }

  const router = express.Router()
  router.get('/health', (_req, res) => {
    res.json({ status: 'UP' })
  })
  router.use('/api/v2', api, sayWhatIsWrong)
  return {
    router,
    async flush() {
      await Promise.all(receivers.map((receiver) => receiver.flush()))
    },
  }
}

const readJson = express.json({ limit: '5mb', type: () => true })

const refuseOtherFormats: express.RequestHandler = function refuseOtherFormats(req, _res, next) {
  if (req.is('application/x-protobuf') || req.is('application/x-thrift')) {
    throw new BadRequest('Only JSON is read here: send spans as application/json.', 415)
  }
  next()
}

function required(query: Record<string, unknown>, name: string): string {
  const value = query[name]
  if (typeof value === 'string' && value !== '') return value
  throw new BadRequest(`"${name}" is required.`)
}

function readTraceIds(value: unknown): string[] {
  const ids = typeof value === 'string' ? value.split(',').filter((id) => id !== '') : []
  if (ids.length < 2 || new Set(ids).size < ids.length) {
    throw new BadRequest('"traceIds" must be two or more different ids, separated by commas.')
  }
  return ids
}
