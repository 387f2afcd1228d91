import { expect, test } from 'vitest'
import { describeWith, envoy } from '../../../test/kit/real-programs.ts'
import { envoyVersion } from '../src/envoy/find-envoy.ts'
import { startChain } from './fixtures/chain.ts'
import { type MadeHeaders, makeRequests } from './fixtures/made-requests.ts'
import { type Observed, observeRequests } from './fixtures/observed-requests.ts'
import { ratingsRules, toV1 } from './fixtures/ratings-rules.ts'
import { startEnvoyChain } from './fixtures/sidecar-kinds.ts'

const isBefore140 = /^1\.3\d\./.test((await envoyVersion(envoy.path)) ?? '')

/** Everything in which an embedded sidecar and an Envoy differ, each with its reason and a request that shows it. */
const differences = [
  {
    reason: 'OpenTelemetry takes an id of nothing but zeros for none, Envoy for one like others',
    isOf: (value: string) => /(^|-)(0{16}|0{32})(-|$)/.test(value),
    example: ['x-b3-traceid', 'a'.repeat(32), 'x-b3-spanid', '0'.repeat(16)],
  },
  {
    reason: 'Envoy takes the end of a b3 for a span id, even when it has fewer than 16 digits',
    isOf: (value: string) => /^[0-9a-f]{16,32}-[0-9a-f]{1,15}$/i.test(value),
    example: ['b3', `${'a'.repeat(32)}-00000001`],
  },
  ...(isBefore140
    ? [
        {
          reason: 'this Envoy never writes b3, and writes x-b3-* beside it',
          isOf: (value: string) => value === 'b3',
          example: ['b3', `${'a'.repeat(32)}-${'b'.repeat(16)}-1`],
        },
      ]
    : []),
]

/** Headers to an application that differ for every request: the embedded sidecars speak http alone. */
const ownHeaders = ['x-forwarded-proto']

describeWith([envoy], 'an Envoy', () => {
  test('makes the same spans of 1,000 requests as an embedded sidecar, and hands on the same headers', {
    timeout: 120_000,
  }, async () => {
    const requests = makeRequests(1_000, 3)
    const pairs = await observeBoth(requests)
    expect(pairs.filter(differ).filter(({ sent }) => !isExplained(sent))).toEqual([])
    // What is compared must not be equal for being empty.
    const traced = pairs.filter(({ real }) => real.spans.length === 3)
    const untraced = pairs.filter(({ real }) => real.spans.length === 0)
    expect([traced.length > 400, untraced.length > 200]).toEqual([true, true])
  })

  test.each(differences)('differs from an embedded sidecar: $reason', async ({ example }) => {
    const [pair] = await observeBoth([example])
    expect(pair && differ(pair)).toBe(true)
  })
})

interface Pair {
  readonly sent: MadeHeaders
  readonly embedded: Observed
  readonly real: Observed
}

async function observeBoth(requests: readonly MadeHeaders[]): Promise<Pair[]> {
  const rules = ratingsRules(toV1)
  const byEmbedded = await observeRequests(requests, startChain, rules)
  const byEnvoys = await observeRequests(requests, startEnvoyChain, rules)
  return requests.map((sent, index) => ({
    sent,
    embedded: byEmbedded[index] as Observed,
    real: withoutOwnHeaders(byEnvoys[index] as Observed),
  }))
}

function differ({ embedded, real }: Pair): boolean {
  return JSON.stringify(embedded) !== JSON.stringify(real)
}

function isExplained(sent: MadeHeaders): boolean {
  return sent.some((value) => differences.some(({ isOf }) => isOf(value)))
}

function withoutOwnHeaders(observed: Observed): Observed {
  const isOwn = (line: string) => ownHeaders.some((name) => line.startsWith(`${name}: `))
  return {
    ...observed,
    applications: observed.applications.map((lines) => lines.filter((line) => !isOwn(line))),
  }
}
