import { assertArrived } from '../trial.ts'
import type { Duty } from './duty.ts'
import { meshHeaders, none } from './mesh-headers.ts'

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
