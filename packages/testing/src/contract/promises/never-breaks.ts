import { match } from 'node:assert'
import { assertArrived } from '../trial.ts'
import type { Duty } from './duty.ts'
import { meshHeaders } from './mesh-headers.ts'

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
