import { expect, test } from 'vitest'
import { createRuleStore } from '../src/routing/rule-store.ts'
import { bookinfo } from '../src/workloads.ts'

const route = 'route: [{ destination: { host: reviews } }]'
const http = (entry: string) =>
  object('VirtualService', `{ hosts: [reviews], http: [{ ${entry} }] }`)

function object(kind: string, spec: string, metadata = '{ name: test }'): string {
  return `apiVersion: networking.istio.io/v1\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`
}

test.each([
  ['no YAML', 'a: [', 'bad.yaml: is not YAML'],
  ['a list', '[1]', 'bad.yaml must be an object, got [1]'],
  [
    'another kind',
    object('Gateway', '{}'),
    'bad.yaml: kind must be VirtualService or DestinationRule',
  ],
  ['no kind', 'apiVersion: networking.istio.io/v1', 'bad.yaml: kind is missing'],
  [
    'another group',
    'apiVersion: v1\nkind: VirtualService',
    'bad.yaml: apiVersion must be networking',
  ],
  ['no name', object('VirtualService', '{}', '{}'), 'metadata.name is missing'],
  [
    'another namespace',
    object('VirtualService', '{}', '{ name: a, namespace: b }'),
    'metadata.namespace must be default',
  ],
  [
    'no spec',
    'apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: a }',
    'spec is missing',
  ],
  [
    'an unknown host',
    object('VirtualService', `{ hosts: [payments], http: [{ ${route} }] }`),
    'bad.yaml: VirtualService test: spec.hosts[0] is "payments", which is no service of this mesh',
  ],
  [
    'a gateway',
    object('VirtualService', `{ hosts: [reviews], gateways: [front], http: [{ ${route} }] }`),
    'spec.gateways[0] must be mesh',
  ],
  [
    'another protocol',
    object('VirtualService', '{ hosts: [reviews], tcp: [] }'),
    'spec.tcp is not supported here; known is hosts, http, gateways',
  ],
  [
    'no routes',
    object('VirtualService', '{ hosts: [reviews], http: [] }'),
    'spec.http must be a list with at least one entry',
  ],
  [
    'a rewrite',
    http(`${route}, rewrite: { uri: / }`),
    'spec.http[0].rewrite is not supported here',
  ],
  ['no destination', http('timeout: 1s'), 'spec.http[0].route is missing'],
  [
    'an unknown destination',
    http('route: [{ destination: { host: x } }]'),
    'spec.http[0].route[0].destination.host is "x"',
  ],
  [
    'an unknown subset',
    http('route: [{ destination: { host: reviews, subset: v9 } }]'),
    'spec.http[0].route[0].destination.subset is "v9", which no DestinationRule gives to reviews; it has none',
  ],
  [
    'another port',
    http('route: [{ destination: { host: reviews, port: { number: 80 } } }]'),
    'port.number must be 9080',
  ],
  [
    'weights below 100',
    http(
      'route: [{ destination: { host: reviews }, weight: 50 }, { destination: { host: reviews }, weight: 40 }]',
    ),
    'spec.http[0].route must have weights that add up to 100, they add up to 90',
  ],
  [
    'weights left out',
    http('route: [{ destination: { host: reviews } }, { destination: { host: reviews } }]'),
    'add up to 0',
  ],
  [
    'a duration in words',
    http(`${route}, timeout: 7 seconds`),
    'spec.http[0].timeout must be a duration such as 7s or 500ms, got "7 seconds"',
  ],
  [
    'a duration without a unit',
    http(`${route}, timeout: 7`),
    'spec.http[0].timeout must be a duration such as 7s or 500ms, got 7',
  ],
  ['a duration of days', http(`${route}, timeout: 25h`), 'timeout must be at most 24h'],
  [
    'a delay without a share',
    http(`${route}, fault: { delay: { fixedDelay: 7s } }`),
    'fault.delay.percentage is missing',
  ],
  [
    'the old share',
    http(`${route}, fault: { delay: { fixedDelay: 7s, percent: 100 } }`),
    'fault.delay.percent is not supported here; known is fixedDelay, percentage',
  ],
  [
    'a share above 100',
    http(`${route}, fault: { delay: { fixedDelay: 7s, percentage: { value: 101 } } }`),
    'percentage.value must be a number from 0 to 100, got 101',
  ],
  [
    'no status',
    http(`${route}, fault: { abort: { percentage: { value: 1 } } }`),
    'fault.abort.httpStatus is missing',
  ],
  [
    'a status out of bounds',
    http(`${route}, fault: { abort: { httpStatus: 99, percentage: { value: 1 } } }`),
    'httpStatus must be a number from 200 to 599, got 99',
  ],
  [
    'half an attempt',
    http(`${route}, retries: { attempts: 1.5 }`),
    'retries.attempts must be a whole number, got 1.5',
  ],
  [
    'an unknown condition',
    http(`${route}, retries: { attempts: 1, retryOn: always }`),
    'retries.retryOn holds "always", which is no status and none of 5xx',
  ],
  [
    'a regex that is none',
    http(`${route}, match: [{ uri: { regex: "(" } }]`),
    'match[0].uri.regex must be a regular expression, got "("',
  ],
  [
    'two ways to match',
    http(`${route}, match: [{ uri: { exact: a, prefix: b } }]`),
    'match[0].uri must hold one of exact, prefix and regex',
  ],
  [
    'an unknown way to match',
    http(`${route}, match: [{ uri: { suffix: a } }]`),
    'match[0].uri.suffix is not supported here; known is exact, prefix, regex',
  ],
  [
    'another thing to match',
    http(`${route}, match: [{ method: { exact: GET } }]`),
    'match[0].method is not supported here; known is name, uri, headers',
  ],
  [
    'an unknown label',
    object('DestinationRule', '{ host: reviews, subsets: [{ name: a, labels: { tier: b } }] }'),
    'subsets[0].labels.tier is no label of a workload here',
  ],
  [
    'a subset twice',
    object('DestinationRule', '{ host: reviews, subsets: [{ name: a }, { name: a }] }'),
    'subsets[1].name names a subset that exists already',
  ],
  [
    'a traffic policy',
    object('DestinationRule', '{ host: reviews, trafficPolicy: {} }'),
    'spec.trafficPolicy is not supported here; known is host, subsets',
  ],
])('refuses %s', async (_, text, sentence) => {
  await expect(createRuleStore(bookinfo).apply(text, 'bad.yaml')).rejects.toThrow(sentence)
})

test('refuses two VirtualServices of different names for one service', async () => {
  const store = createRuleStore(bookinfo)
  await store.apply(http(route), 'a.yaml')
  const other = object(
    'VirtualService',
    `{ hosts: [reviews], http: [{ ${route} }] }`,
    '{ name: b }',
  )
  await expect(store.apply(other, 'b.yaml')).rejects.toThrow(
    'b.yaml: VirtualService b: is for reviews, which another object of its kind is for',
  )
})

test('keeps the rules before when one of several documents is refused', async () => {
  const store = createRuleStore(bookinfo)
  await store.apply(http(route), 'a.yaml')
  const before = store.objects()
  const refused = store.apply(`${http(`${route}, timeout: 1s`)}---\nkind: x\n`, 'b.yaml')
  await expect(refused).rejects.toThrow()
  expect(store.objects()).toBe(before)
})
