import { fetch as waybillFetch, wrapDispatcher } from '@waybill/fetch'
import * as undici from 'undici'
import { describe, expect, test } from 'vitest'
import { arrivedId } from '../../../test/kit/arrived-id.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'
import { wrongIds } from '../../../test/kit/wrong-ids.ts'

const { mesh, outside, policy } = runningMesh()
const inMesh = <R>(id: string, fn: () => R) => inRequest({ 'x-request-id': id }, fn, policy())

describe('as the global dispatcher', () => {
  const { Agent, getGlobalDispatcher, setGlobalDispatcher } = undici

  test('a wrapped Agent serves plain fetch, each call and each hop with its own header', async () => {
    const before = getGlobalDispatcher()
    const dispatcher = wrapDispatcher(new Agent({ connections: 2 }))
    setGlobalDispatcher(dispatcher)
    try {
      const urls = [
        `${mesh.origin}/?delay=1`,
        redirectChain(302, mesh.origin, `${mesh.origin}/?delay=1`),
      ]
      for (const call of [fetch, waybillFetch]) {
        for (const url of urls) {
          const wrong = await wrongIds((id) => inMesh(id, () => arrivedId(call(url))))
          expect(wrong).toEqual([])
        }
        const left = redirectChain(302, mesh.origin, outside.origin)
        expect(await inMesh('r-1', () => arrivedId(call(left)))).toBeUndefined()
      }
    } finally {
      setGlobalDispatcher(before)
      await dispatcher.close()
    }
  })
})
