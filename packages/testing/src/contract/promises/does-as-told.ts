import { deepStrictEqual, match } from 'node:assert'
import { assertArrived } from '../trial.ts'
import type { Duty } from './duty.ts'
import { meshHeaders, none } from './mesh-headers.ts'

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
