import type { Received, Service } from '@waybill/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inbounds, outbounds } from '../kit/from-source.ts'
import { sevenHeaders } from '../kit/headers.ts'
import { runningMesh } from '../kit/running-mesh.ts'
import { type Caller, callerOf } from '../kit/send.ts'

const [inbound] = inbounds as [(typeof inbounds)[number]]
const headers = sevenHeaders()
const names = Object.keys(headers)

const { mesh: inside, other: alsoInside, outside, policy } = runningMesh()

describe.each(outbounds.filter(({ lacks }) => lacks?.redirects === undefined))(
  'a redirect that $name follows',
  (outbound) => {
    let service: Service
    let caller: Caller

    beforeAll(async () => {
      service = await inbound.start(
        (path) =>
          outbound.call(new URL(path, 'http://service').searchParams.get('call') as string, {
            'x-own': 'mine',
          }),
        policy(),
      )
      caller = callerOf(service.origin)
    })
    afterAll(async () => {
      caller.close()
      await service.close()
    })

    // Twice: what a client learns from a first call must not change the second.
    test.each([1, 2])(
      'to another origin outside the targets arrives there without a propagated header (%i)',
      async () => {
        const arrived = await through(`${inside.origin}/?to=${outside.origin}/end`)
        expect(arrived.path).toBe('/end')
        expect(names.filter((name) => name in arrived.headers)).toEqual([])
        expect(arrived.headers['x-own']).toBe('mine')
      },
    )

    test.each([1, 2])('to an allowed origin arrives there with all of them (%i)', async () => {
      const arrived = await through(`${inside.origin}/?to=${alsoInside.origin}/end`)
      expect(arrived).toMatchObject({ path: '/end', headers: { ...headers, 'x-own': 'mine' } })
    })

    test('from outside into the targets arrives there with all of them', async () => {
      const arrived = await through(`${outside.origin}/?to=${inside.origin}/end`)
      expect(arrived).toMatchObject({ path: '/end', headers })
      expect(names.filter((name) => name in (outside.received.at(-1) as Received).headers)).toEqual(
        [],
      )
    })

    test('out and back in carries them again, each once', async () => {
      const back = encodeURIComponent(`${alsoInside.origin}/end`)
      const arrived = await through(
        `${inside.origin}/?to=${encodeURIComponent(`${outside.origin}/?to=${back}`)}`,
      )
      expect(arrived).toMatchObject({ path: '/end', headers })
      expect(names.filter((name) => name in (outside.received.at(-1) as Received).headers)).toEqual(
        [],
      )
    })

    test('to the same origin carries them', async () => {
      const arrived = await through(`${inside.origin}/?to=/end`)
      expect(arrived).toMatchObject({ path: '/end', headers })
    })

    async function through(url: string): Promise<Received> {
      return (await caller.send(`/?call=${encodeURIComponent(url)}`, headers)) as Received
    }
  },
)
