import { wrapAxios } from '@waybill/axios'
import axios, { type AxiosRequestConfig } from 'axios'
import { describe, expect, test } from 'vitest'
import { arrivedIds } from '../../../test/kit/arrived-id.ts'
import { inRequest } from '../../../test/kit/in-request.ts'
import { redirectChain } from '../../../test/kit/redirect-chain.ts'
import { runningMesh } from '../../../test/kit/running-mesh.ts'

const { mesh, other, outside, policy } = runningMesh()
const inbound = { 'x-request-id': 'r-1', 'x-b3-traceid': 't-1', 'x-b3-spanid': 's-1' }
const client = wrapAxios(axios.create())
const go = (
  url: string,
  options: AxiosRequestConfig = {},
  headers: Record<string, string> = inbound,
) => inRequest(headers, () => client.request({ url, ...options }), policy())

describe.each([301, 302, 303, 307, 308])('a redirect by %i', (status) => {
  test.each(['GET', 'POST', 'PUT'])('decides at each hop, by %s', async (method) => {
    const url = redirectChain(
      status,
      mesh.origin,
      outside.origin,
      other.origin,
      outside.origin,
      mesh.origin,
    )
    const data = method === 'GET' ? undefined : { a: 1 }
    await go(url, { method, data })
    expect([arrivedIds(mesh), arrivedIds(other), arrivedIds(outside)]).toEqual([
      ['r-1', 'r-1'],
      ['r-1'],
      [undefined, undefined],
    ])
    for (const { headers } of outside.received) {
      for (const name of Object.keys(inbound)) expect(headers).not.toHaveProperty(name)
    }
  })

  test('from outside carries them inside', async () => {
    await go(redirectChain(status, outside.origin, mesh.origin))
    expect([arrivedIds(outside), arrivedIds(mesh)]).toEqual([[undefined], ['r-1']])
  })
})

test('what the call sets itself goes to every hop', async () => {
  await go(redirectChain(302, mesh.origin, outside.origin, other.origin), {
    headers: { 'X-Request-ID': 'mine' },
  })
  expect([arrivedIds(mesh), arrivedIds(outside), arrivedIds(other)]).toEqual([
    ['mine'],
    ['mine'],
    ['mine'],
  ])
})

test('a value with blanks around it stays inside, too', async () => {
  await go(redirectChain(302, mesh.origin, outside.origin), {}, { 'x-request-id': ' r-1 ' })
  expect([arrivedIds(mesh), arrivedIds(outside)]).toEqual([['r-1'], [undefined]])
})

test('a location that seems to name a host in its path carries nothing outside', async () => {
  await go(redirectChain(302, mesh.origin, `${outside.origin}//${mesh.host}/`))
  expect(arrivedIds(outside)).toEqual([undefined])
})

test('a signed location gets nothing', async () => {
  await go(redirectChain(302, mesh.origin, `${other.origin}/o?X-Amz-Signature=s`))
  expect(arrivedIds(other)).toEqual([undefined])
})

describe('a beforeRedirect of the call', () => {
  test('is called with what axios gives it, after the headers are decided', async () => {
    const seen: unknown[] = []
    const beforeRedirect: NonNullable<AxiosRequestConfig['beforeRedirect']> = (
      options,
      { headers, statusCode },
      more,
    ) => {
      seen.push([
        options.headers['x-request-id'],
        headers.location !== undefined,
        statusCode,
        more?.url,
      ])
    }
    const url = redirectChain(302, mesh.origin, outside.origin, other.origin)
    await go(url, { beforeRedirect })
    expect(seen).toEqual([
      [undefined, true, 302, url],
      ['r-1', true, 302, expect.stringContaining(outside.origin)],
    ])
  })

  test('has the last word', async () => {
    await go(redirectChain(302, mesh.origin, other.origin), {
      beforeRedirect(options) {
        options.headers['x-request-id'] = 'mine'
        delete options.headers['x-b3-traceid']
      },
    })
    expect(other.received[0]?.headers).toMatchObject({
      'x-request-id': 'mine',
      'x-b3-spanid': 's-1',
    })
    expect(other.received[0]?.headers).not.toHaveProperty('x-b3-traceid')
  })

  test('may end the call', async () => {
    const beforeRedirect = () => {
      throw new Error('mine')
    }
    await expect(
      go(redirectChain(302, mesh.origin, other.origin), { beforeRedirect }),
    ).rejects.toThrow('mine')
    expect(other.received).toEqual([])
  })

  test('of the defaults is called, too', async () => {
    let calls = 0
    const own = wrapAxios(axios.create({ beforeRedirect: () => void calls++ }))
    await inRequest(inbound, () => own.get(redirectChain(302, mesh.origin, other.origin)))
    expect([calls, arrivedIds(other)]).toEqual([1, ['r-1']])
  })
})

test('maxRedirects 0 gives the redirect itself, and no other host is called', async () => {
  const response = await go(redirectChain(302, mesh.origin, outside.origin), {
    maxRedirects: 0,
    validateStatus: null,
  })
  expect([response.status, arrivedIds(mesh), arrivedIds(outside)]).toEqual([302, ['r-1'], []])
})

test('too many redirects fail as in axios', async () => {
  const url = redirectChain(302, ...new Array<string>(4).fill(mesh.origin))
  await expect(go(url, { maxRedirects: 2 })).rejects.toMatchObject({
    code: 'ERR_FR_TOO_MANY_REDIRECTS',
  })
})

test('50 calls at once carry their own headers over redirects', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `r-${index}`)
  const url = redirectChain(302, mesh.origin, other.origin, `${mesh.origin}/?delay=2`)
  const seen = await Promise.all(
    names.map(
      async (id) => (await go(url, {}, { 'x-request-id': id })).data.headers['x-request-id'],
    ),
  )
  expect(seen).toEqual(names)
})
