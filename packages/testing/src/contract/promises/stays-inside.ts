import { assertArrived } from '../trial.ts'
import type { Duty } from './duty.ts'
import { meshHeaders, none } from './mesh-headers.ts'

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
