import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWith, zipkin as found } from '../../../test/kit/real-programs.ts'
import { zipkinReceiver } from '../src/collector/send-on-zipkin.ts'
import { listen } from '../src/listen.ts'
import { startZipkin, type ZipkinProcess } from '../src/zipkin/zipkin-process.ts'
import { pageLoadLinks, sortedLinks } from './fixtures/page-load-links.ts'
import { pageLoadSpans } from './made-spans.ts'

describeWith([found], 'a real Zipkin', () => {
  let zipkin: ZipkinProcess

  beforeAll(async () => {
    zipkin = await startZipkin()
    await zipkinReceiver(zipkin.url).deliver(pageLoadSpans())
  })

  afterAll(() => zipkin?.stop())

  test('gives the trace of a page load back, with every parent', async () => {
    const spans = (await read('/api/v2/trace/00000000000000a1')) as Record<string, unknown>[]
    expect(spans.map(identityOf).sort()).toEqual(pageLoadSpans().map(identityOf).sort())
  })

  test('has the links between the services', async () => {
    const links = await read(`/api/v2/dependencies?endTs=${Date.now() + 60_000}`)
    expect(sortedLinks(links as typeof pageLoadLinks)).toEqual(pageLoadLinks)
  })

  test('serves its own page', async () => {
    const response = await fetch(`${zipkin.url}/zipkin/`)
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('<html'),
    ])
  })

  test('says which port is taken', async () => {
    const taken = await listen(0, 'the test', (_request, response) => response.end())
    await expect(startZipkin({ port: taken.port })).rejects.toThrow('Address already in use')
    await taken.close()
  })

  test('tells when it is killed', async () => {
    const other = await startZipkin()
    process.kill(other.pid as number, 'SIGKILL')
    expect(await other.crashed).toBe('Zipkin ended by itself with signal SIGKILL.')
  })

  async function read(path: string): Promise<unknown> {
    const response = await fetch(`${zipkin.url}${path}`)
    return response.json()
  }
})

function identityOf(span: { id?: unknown; parentId?: unknown; kind?: unknown }): string {
  return `${span.id} ${span.parentId ?? '-'} ${span.kind}`
}
