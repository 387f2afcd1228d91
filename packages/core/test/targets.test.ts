import { capture, definePolicy, type Targets } from '@waybill/core'
import { afterEach, describe, expect, test, vi } from 'vitest'

afterEach(() => vi.unstubAllEnvs())

describe('the mesh', () => {
  test.each([
    'http://reviews:9080/x',
    'http://REVIEWS/',
    'http://reviews./',
    'https://localhost:8443',
    'http://api.localhost/',
    'http://reviews.prod.svc/',
    'http://reviews.prod.svc.cluster.local/',
    'http://reviews.prod.svc.cluster.local.:9080/',
    'http://printer.local/',
    'http://metadata.internal/',
    'http://reviews.service.consul/',
    'http://127.0.0.1:3000',
    'http://127.255.0.9/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.10.10/',
    'http://[::1]:80/',
    'http://[fd12:3456::1]/',
    'http://[fe80::1]/',
    'http://[::ffff:10.0.0.1]/',
    'ws://reviews/socket',
  ])('holds %s', (target) => {
    expect(isAllowed('mesh', target)).toBe(true)
    expect(isAllowed('mesh', new URL(target))).toBe(true)
  })

  test.each([
    'https://api.example.com/',
    'https://example.com./',
    'http://reviews.prod/',
    'http://x.svc.attacker.com/',
    'http://svc.cluster.local.attacker.com/',
    'http://localhost.attacker.com/',
    'http://.local.attacker.com/',
    'http://reviews@attacker.com/',
    'http://reviews:9080@attacker.com/',
    'http://reviews%2f@attacker.com/',
    'http://attacker.com/?http://reviews/',
    'http://attacker.com/#@reviews',
    'http://attacker.com\\@reviews/',
    'http:\\\\attacker.com/http://reviews/',
    'http:/attacker.com/://reviews/',
    'http:attacker.com?://reviews/',
    'http://attacker.com:80\\reviews',
    'http://8.8.8.8/',
    'http://134744072/',
    'http://172.32.0.1/',
    'http://11.0.0.1/',
    'http://192.169.0.1/',
    'http://127.0.0.1.attacker.com/',
    'http://[2001:db8::1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://ⅼocalhost.example/',
    'ftp://reviews/',
    'constructor://reviews/',
    'file:///reviews',
    'data:text/plain,reviews',
    '//reviews/',
    '/reviews',
    'reviews:9080',
    'http://',
    '',
  ])('does not hold %s', (target) => {
    expect(isAllowed('mesh', target)).toBe(false)
  })
})

describe('a list of targets', () => {
  test.each<[Targets, string, boolean]>([
    [['api.example.com'], 'https://api.example.com/', true],
    [['API.Example.com'], 'https://api.example.com/', true],
    [['api.example.com'], 'https://API.EXAMPLE.COM./', true],
    [['api.example.com'], 'https://api.example.com.attacker.com/', false],
    [['api.example.com'], 'https://xapi.example.com/', false],
    [['api.example.com'], 'http://reviews/', false],
    [['mesh', 'api.example.com'], 'http://reviews/', true],
    [['mesh', 'api.example.com'], 'https://api.example.com/', true],
    [['*.example.com'], 'https://api.example.com/', true],
    [['*.example.com'], 'https://a.b.example.com/', true],
    [['*.example.com'], 'https://example.com/', false],
    [['*.example.com'], 'https://badexample.com/', false],
    [['*.prod'], 'http://reviews.prod:9080/', true],
    [['https://api.example.com'], 'http://api.example.com/', false],
    [['https://api.example.com'], 'https://api.example.com:8443/', true],
    [['api.example.com:443'], 'https://api.example.com/', true],
    [['api.example.com:443'], 'https://api.example.com:8443/', false],
    [['http://*.example.com:8080'], 'http://a.example.com:8080/', true],
    [['10.0.0.0/8'], 'http://10.200.3.4:9080/', true],
    [['10.0.0.0/8'], 'http://11.0.0.1/', false],
    [['10.0.0.0/8'], 'http://[::ffff:10.0.0.1]/', true],
    [['10.0.0.0/8'], 'http://10.example.com/', false],
    [['203.0.113.128/25'], 'http://203.0.113.129/', true],
    [['203.0.113.128/25'], 'http://203.0.113.127/', false],
    [['0.0.0.0/0'], 'http://8.8.8.8/', true],
    [['0.0.0.0/0'], 'http://[2001:db8::1]/', false],
    [['https://10.0.0.0/8'], 'http://10.0.0.1/', false],
    [['2001:db8::/32'], 'http://[2001:db8:1::1]/', true],
    [['2001:db8::1'], 'http://[2001:db8:0::1]:90/', true],
    [['[2001:db8::1]:90'], 'http://[2001:db8::1]:91/', false],
    [['bücher.example'], 'http://xn--bcher-kva.example/', true],
    [[(url) => url.pathname.startsWith('/internal/')], 'https://api.example.com/internal/x', true],
    [[(url) => url.pathname.startsWith('/internal/')], 'https://api.example.com/public', false],
    [
      [
        () => {
          throw new Error('no')
        },
      ],
      'http://reviews/',
      false,
    ],
    [[], 'http://reviews/', false],
    ['any', 'https://api.example.com/', true],
    ['any', 'ftp://api.example.com/', false],
  ])('%j and %s: %s', (targets, target, isForwarded) => {
    expect(isAllowed(targets, target)).toBe(isForwarded)
  })

  test('is longer by WAYBILL_TARGETS', () => {
    vi.stubEnv('WAYBILL_TARGETS', ' api.example.com , *.prod ')
    expect(isAllowed('mesh', 'http://reviews.prod/')).toBe(true)
    expect(isAllowed(['a'], 'https://api.example.com/')).toBe(true)
    expect(isAllowed('mesh', 'https://example.com/')).toBe(false)
  })

  test('asks a predicate anew for each call, and remembers an origin', () => {
    const waybill = capture(definePolicy({ targets: [(url) => url.search === '?yes'] }), {
      'x-request-id': 'a',
    })
    expect(
      [waybill.forward('http://a/?yes'), waybill.forward('http://a/?no')].map(
        (headers) => 'x-request-id' in headers,
      ),
    ).toEqual([true, false])
  })

  test('decides the same for 5,000 hosts as for the first', () => {
    const waybill = capture(definePolicy({ warnOnRefusal: false }), { 'x-request-id': 'a' })
    const wrong = Array.from({ length: 5_000 }, (_, i) => i).filter((i) => {
      const inside = waybill.forward(`http://host-${i}/`)
      const outside = waybill.forward(`http://host-${i}.example.com/`)
      return !('x-request-id' in inside) || 'x-request-id' in outside
    })
    expect(wrong).toEqual([])
  })
})

function isAllowed(targets: Targets, target: string | URL): boolean {
  const waybill = capture(definePolicy({ targets, warnOnRefusal: false }), { 'x-request-id': 'a' })
  return waybill.forward(target)['x-request-id'] === 'a'
}
