import { deepStrictEqual, match } from 'node:assert'
import { randomBytes, randomUUID } from 'node:crypto'
import type { PolicyOptions } from '@waybill/core'
import type { Lacks } from './subject.ts'
import { assertArrived, type Trial } from './trial.ts'

/** One thing that an adapter owes, and how it is shown. */
export interface Duty {
  readonly name: string
  /** What a subject must be able to, beside carrying headers. */
  readonly needs?: readonly (keyof Lacks)[]
  readonly options?: PolicyOptions
  /** The most connections to the service at once; 50, if not given. */
  readonly connections?: number
  show(trial: Trial): Promise<void>
}

/** The seven headers that Istio asks every application to copy, with new values. */
export function meshHeaders(): Record<string, string> {
  const id = (bytes: number) => randomBytes(bytes).toString('hex')
  return {
    'x-request-id': randomUUID(),
    'x-b3-traceid': id(16),
    'x-b3-spanid': id(8),
    'x-b3-parentspanid': id(8),
    'x-b3-sampled': '1',
    'x-b3-flags': '0',
    'x-ot-span-context': `${id(8)};${id(8)};0000000000000000;cs`,
  }
}

const none = (headers: object): Record<string, undefined> =>
  Object.fromEntries(Object.keys(headers).map((name) => [name, undefined]))

/** Right or absent, never another request's. */
export const rightOrAbsent: readonly Duty[] = [
  {
    name: 'sends the seven headers of the mesh on, unchanged, each once',
    async show({ arrived }) {
      const headers = meshHeaders()
      assertArrived(await arrived({ headers }), headers)
    },
  },
  {
    name: 'sends nothing on for a request that came without',
    async show({ arrived }) {
      assertArrived(await arrived({}), none(meshHeaders()))
    },
  },
  {
    name: 'keeps ten requests that are open at once apart',
    async show({ arrived }) {
      const query = '?hold=10'
      const all = Array.from({ length: 10 }, meshHeaders)
      const found = await Promise.all(
        all.map((headers, i) => arrived({ headers, query, before: i % 3 })),
      )
      for (const [i, headers] of all.entries()) assertArrived(found[i] as never, headers)
    },
    needs: ['query'],
  },
  {
    name: 'gives each of 100 overlapping requests its own',
    async show({ arrived }) {
      const one = async (i: number) => {
        const headers = meshHeaders()
        assertArrived(await arrived({ headers, before: i % 4 }), headers)
      }
      await Promise.all(Array.from({ length: 100 }, (_, i) => one(i)))
    },
  },
  {
    name: 'on a connection that is used again, carries nothing of the request before',
    connections: 1,
    async show({ arrived }) {
      for (const headers of [meshHeaders(), {}, meshHeaders(), {}])
        assertArrived(await arrived({ headers }), { ...none(meshHeaders()), ...headers })
    },
  },
]

/** Never breaks a call. */
export const neverBreaks: readonly Duty[] = [
  {
    name: 'a header that the call sets itself wins, in any case',
    needs: ['ownHeaders'],
    async show({ arrived }) {
      const headers = { 'x-request-id': 'inbound', 'x-ot-span-context': 'inbound' }
      const own = { 'X-Request-ID': 'own' }
      assertArrived(await arrived({ headers, own }), { ...headers, 'x-request-id': 'own' })
    },
  },
  {
    name: 'of a family that the call sets one header of, nothing is added',
    needs: ['ownHeaders'],
    async show({ arrived }) {
      const headers = meshHeaders()
      const own = { 'x-b3-traceid': 'own' }
      assertArrived(await arrived({ headers, own }), {
        'x-request-id': headers['x-request-id'],
        'x-b3-traceid': 'own',
        'x-b3-spanid': undefined,
        'x-b3-parentspanid': undefined,
        'x-b3-sampled': undefined,
      })
    },
  },
  {
    name: 'keeps the other headers of the call, and takes a frozen object for them',
    needs: ['ownHeaders'],
    async show({ arrived }) {
      const headers = meshHeaders()
      const own = { 'x-own': 'mine', 'x-other': 'mine, too' }
      assertArrived(await arrived({ headers, own }), { ...headers, ...own })
    },
  },
  {
    name: 'a call that fails does so as it would without, and the next one is right',
    async show({ echo, send, arrived }) {
      const headers = meshHeaders()
      const { body } = await send({ headers, url: echo.origin.replace(/\d+$/, '1') })
      match(JSON.stringify(body), /^\{"failed":/)
      assertArrived(await arrived({ headers }), headers)
    },
  },
]

/** Nothing leaves the mesh unless you said so. */
export const staysInside: readonly Duty[] = [
  {
    name: 'sends nothing to a host that is not among the targets',
    needs: ['options'],
    options: { targets: ['elsewhere'], warnOnRefusal: false },
    async show({ arrived }) {
      const headers = meshHeaders()
      assertArrived(await arrived({ headers, own: { 'x-own': 'mine' } }), {
        ...none(headers),
        'x-own': 'mine',
      })
    },
  },
  {
    name: 'sends all on where a redirect stays inside, each once',
    needs: ['redirects'],
    async show({ echo, arrived }) {
      const headers = meshHeaders()
      const to = encodeURIComponent(`${echo.origin}/end`)
      assertArrived(await arrived({ headers, query: `?to=${to}` }), headers)
    },
  },
  {
    name: 'sends nothing on where a redirect leads outside',
    needs: ['options', 'redirects'],
    options: { targets: ['127.0.0.1'], warnOnRefusal: false },
    async show({ echo, arrived }) {
      const headers = meshHeaders()
      const outside = echo.origin.replace('127.0.0.1', 'localhost')
      const to = encodeURIComponent(`${outside}/end`)
      assertArrived(await arrived({ headers, query: `?to=${to}` }), none(headers))
    },
  },
  {
    name: 'adds nothing to a signed call',
    needs: ['query'],
    async show({ arrived }) {
      const headers = meshHeaders()
      for (const query of ['?X-Amz-Signature=a', '?X-Goog-Signature=a', '?sv=1&sig=a'])
        assertArrived(await arrived({ headers, query }), none(headers))
    },
  },
  {
    name: 'adds nothing to a call with a signature in its headers',
    needs: ['ownHeaders'],
    async show({ arrived }) {
      const headers = meshHeaders()
      const own = { Authorization: 'AWS4-HMAC-SHA256 Credential=a' }
      assertArrived(await arrived({ headers, own }), none(headers))
    },
  },
]

/** Byte for byte. */
export const byteForByte: readonly Duty[] = [
  {
    name: 'sends odd values on as they came',
    async show({ arrived }) {
      const headers = {
        'x-request-id': 'A, b;c="d" {e} %0d%0a <f>',
        'x-ot-span-context': 'v'.repeat(4_096),
        'x-b3-traceid': 'NOT-HEX',
      }
      assertArrived(await arrived({ headers }), headers)
    },
  },
  {
    name: 'sends bytes above ASCII on as they came',
    needs: ['latin1'],
    async show({ arrived }) {
      const headers = { 'x-request-id': 'caf\xe9 \xfc' }
      assertArrived(await arrived({ headers }), headers)
    },
  },
  {
    name: 'of a trace header that came twice, the first counts',
    needs: ['repeats'],
    async show({ arrived }) {
      const headers = { 'x-request-id': ['first', 'second'] }
      assertArrived(await arrived({ headers }), { 'x-request-id': 'first' })
    },
  },
  {
    name: 'joins a list header that came in several lines, without a space',
    needs: ['repeats', 'options'],
    options: { headers: ['traceparent', 'tracestate'] },
    async show({ arrived }) {
      const headers = { traceparent: '00-1', tracestate: ['a=1', 'b=2'] }
      assertArrived(await arrived({ headers }), { traceparent: '00-1', tracestate: 'a=1,b=2' })
    },
  },
  {
    name: 'a header without a value counts as absent',
    async show({ arrived }) {
      const headers = { 'x-b3-traceid': 't', 'x-b3-spanid': 's', 'x-b3-parentspanid': '' }
      assertArrived(await arrived({ headers }), { ...headers, 'x-b3-parentspanid': undefined })
    },
  },
]

/** What the options say. */
export const doesAsTold: readonly Duty[] = [
  {
    name: "carries a team's own headers, by name, by prefix and under another name",
    needs: ['options'],
    options: { headers: ['x-tenant', 'x-t-*', { name: 'x-in', as: 'x-out' }] },
    async show({ arrived }) {
      const headers = { 'x-tenant': 'a', 'x-t-b': 'b', 'x-in': 'c', 'x-request-id': 'd' }
      assertArrived(await arrived({ headers }), {
        'x-tenant': 'a',
        'x-t-b': 'b',
        'x-in': undefined,
        'x-out': 'c',
        'x-request-id': undefined,
      })
    },
  },
  {
    name: 'believes nothing that an untrusted request says',
    needs: ['options'],
    options: { trust: false },
    async show({ arrived }) {
      const headers = meshHeaders()
      assertArrived(await arrived({ headers }), none(headers))
    },
  },
  {
    name: 'makes a request id where none came in, another for each request',
    needs: ['options'],
    options: { generate: ['x-request-id'] },
    async show({ arrived }) {
      const ids = await Promise.all([{}, {}, {}].map(arrived))
      for (const { 'x-request-id': id } of ids) match(String(id), /^[0-9a-f-]{36}$/)
      deepStrictEqual(new Set(ids.map((headers) => headers['x-request-id'])).size, 3)
    },
  },
  {
    name: 'puts the request id on the answer',
    needs: ['options', 'echo'],
    options: { echo: ['x-request-id'] },
    async show({ send }) {
      const { headers } = await send({ headers: { 'x-request-id': 'r' } })
      deepStrictEqual(headers['x-request-id'], 'r')
    },
  },
]
