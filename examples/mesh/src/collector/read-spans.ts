import { BadRequest } from './bad-request.ts'
import type { Annotation, Endpoint, Span, SpanKind } from './span.ts'

/**
 * Reads the body of `POST /api/v2/spans`: ids padded and in lower case, unknown fields left out.
 * @throws BadRequest with a sentence that names the first wrong span and field
 */
export function readSpans(body: unknown): Span[] {
  if (!Array.isArray(body)) throw new BadRequest('The body must be a JSON array of spans.')
  return body.map((item, index) => readSpan(item, `Span ${index + 1} of ${body.length}`))
}

function readSpan(item: unknown, where: string): Span {
  const fields = readObject(item, `${where} must be an object.`)
  const id = readId(fields.id, 16, `${where}: "id"`)
  const parentId = isAbsent(fields.parentId) ? undefined : readParentId(fields.parentId, where)
  return {
    traceId: readTraceId(fields.traceId, `${where}: "traceId"`),
    id,
    // A span that names itself as its parent would be a tree without a root.
    parentId: parentId === id ? undefined : parentId,
    kind: readKind(fields.kind, where),
    name: readText(fields.name, `${where}: "name"`)?.toLowerCase(),
    timestamp: readMicroseconds(fields.timestamp, `${where}: "timestamp"`),
    duration: readMicroseconds(fields.duration, `${where}: "duration"`),
    debug: fields.debug === true ? true : undefined,
    shared: fields.shared === true ? true : undefined,
    localEndpoint: readEndpoint(fields.localEndpoint, `${where}: "localEndpoint"`),
    remoteEndpoint: readEndpoint(fields.remoteEndpoint, `${where}: "remoteEndpoint"`),
    annotations: readAnnotations(fields.annotations, `${where}: "annotations"`),
    tags: readTags(fields.tags, `${where}: "tags"`),
  }
}

function readTraceId(value: unknown, what: string): string {
  const id = readId(value, 32, what)
  return id.length > 16 ? id.padStart(32, '0') : id
}

function readId(value: unknown, longest: number, what: string): string {
  if (typeof value !== 'string' || !/^[0-9a-f]+$/i.test(value) || value.length > longest) {
    throw new BadRequest(`${what} must be a string of 1 to ${longest} hexadecimal digits.`)
  }
  if (/^0+$/.test(value)) throw new BadRequest(`${what} must not be zero.`)
  return value.toLowerCase().padStart(16, '0')
}

function readParentId(value: unknown, where: string): string | undefined {
  // Old Zipkin clients write a root's missing parent as zeros.
  if (typeof value === 'string' && /^0{1,16}$/.test(value)) return undefined
  return readId(value, 16, `${where}: "parentId"`)
}

function readKind(value: unknown, where: string): SpanKind | undefined {
  if (isAbsent(value)) return undefined
  if (value === 'CLIENT' || value === 'SERVER' || value === 'PRODUCER' || value === 'CONSUMER') {
    return value
  }
  throw new BadRequest(`${where}: "kind" must be CLIENT, SERVER, PRODUCER or CONSUMER.`)
}

function readMicroseconds(value: unknown, what: string): number | undefined {
  if (isAbsent(value) || value === 0) return undefined
  if (typeof value === 'number' && value > 0 && value <= Number.MAX_SAFE_INTEGER) {
    return Math.max(1, Math.round(value))
  }
  throw new BadRequest(`${what} must be a number of microseconds.`)
}

function readEndpoint(value: unknown, what: string): Endpoint | undefined {
  if (isAbsent(value)) return undefined
  const fields = readObject(value, `${what} must be an object.`)
  const port = fields.port
  return {
    serviceName: readText(fields.serviceName, `${what}.serviceName`)?.toLowerCase() || undefined,
    ipv4: readText(fields.ipv4, `${what}.ipv4`),
    ipv6: readText(fields.ipv6, `${what}.ipv6`),
    port: typeof port === 'number' && port > 0 ? port : undefined,
  }
}

function readAnnotations(value: unknown, what: string): Annotation[] | undefined {
  if (isAbsent(value)) return undefined
  const sentence = `${what} must be an array of { timestamp, value }.`
  if (!Array.isArray(value)) throw new BadRequest(sentence)
  return value.map((item) => {
    const { timestamp, value: text } = readObject(item, sentence)
    if (typeof timestamp !== 'number' || typeof text !== 'string') throw new BadRequest(sentence)
    return { timestamp, value: text }
  })
}

function readTags(value: unknown, what: string): Record<string, string> | undefined {
  if (isAbsent(value)) return undefined
  const fields = readObject(value, `${what} must be an object of strings.`)
  const entries = Object.entries(fields).map(([name, tag]): [string, string] => {
    if (typeof tag === 'string') return [name, tag]
    if (typeof tag === 'number' || typeof tag === 'boolean') return [name, String(tag)]
    throw new BadRequest(`${what} must be an object of strings.`)
  })
  // fromEntries defines own properties, so that a tag named __proto__ stays a tag.
  return Object.fromEntries(entries)
}

function readText(value: unknown, what: string): string | undefined {
  if (isAbsent(value)) return undefined
  if (typeof value === 'string') return value
  throw new BadRequest(`${what} must be a string.`)
}

function readObject(value: unknown, sentence: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new BadRequest(sentence)
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null
}
