import { assertArrived } from '../trial.ts'
import type { Duty } from './duty.ts'

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
