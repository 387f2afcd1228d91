import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from '../src/check/forwarding.ts'
import { type Running, start } from '../src/processes/start.ts'
import { startSubject } from '../src/slots/start-subject.ts'
import { registry, subjectsFor } from '../src/subjects/registry.ts'
import { serviceKinds } from '../src/subjects/subject.ts'
import type { ToggleControl } from '../src/toggle/main.ts'
import { modes } from '../src/toggle/modes.ts'
import type { UpstreamControl } from '../src/upstream/main.ts'

// The subjects run as built, so `pnpm build` comes first.
let upstream: Running<UpstreamControl>
let upstreamPort: number

beforeAll(async () => {
  upstream = await start<UpstreamControl>('upstream', 'any')
  upstreamPort = await upstream.ask.port()
})

afterAll(() => upstream.stop())

describe.each(serviceKinds)('the %s service', (kind) => {
  test.each(subjectsFor(kind))('%s forwards what it is timed for', async (name) => {
    const subject = await startSubject(name, kind, upstreamPort)
    await subject.stop()
    expect(subject.name).toBe(name)
  })

  test('each mode of the toggle forwards what its subject does, also after others', async () => {
    const service = await start<ToggleControl>('toggle', 'any', [kind, upstreamPort])
    const faults: Record<string, string[]> = {}
    for (const mode of [...modes, ...modes]) {
      await service.ask.switchTo(mode)
      const { forwards, sampled } = registry[mode] ?? fail(mode)
      faults[mode] = await faultsOf(await service.ask.port(), { forwards, sampled })
    }
    await service.stop()
    expect(faults).toEqual(Object.fromEntries(modes.map((mode) => [mode, []])))
  })
})

test('a subject that forwards too little is refused', async () => {
  const bare = await startSubject('bare', 'http', upstreamPort)
  const { port } = await bare.ask.started()
  const faults = await faultsOf(port, {
    forwards: { kept: ['traceparent'], renewed: ['x-b3-spanid'] },
    sampled: '1',
  })
  await bare.stop()
  expect(faults).toEqual([
    'x-b3-spanid has no new value',
    'traceparent does not arrive as it came in',
  ])
})

test('a subject that forwards too much is refused', async () => {
  const als = await startSubject('als', 'http', upstreamPort)
  const { port } = await als.ask.started()
  const faults = await faultsOf(port, { forwards: { kept: [], renewed: [] }, sampled: '1' })
  await als.stop()
  expect(faults).toContain('traceparent arrives, and is not expected to')
})

function fail(mode: string): never {
  throw new Error(`there is no subject ${mode}`)
}
