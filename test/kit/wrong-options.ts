/** Options that every middleware refuses when the app is set up: what is wrong, and what the sentence says. */
export const wrongOptions: [string, unknown, RegExp][] = [
  ['a name in place of options', 'x-request-id', /write \{ headers: \["x-request-id"\] \}/],
  ['a list in place of options', ['x-request-id'], /write \{ headers: \["x-request-id"\] \}/],
  ['null', null, /got null/],
  ['headers that are no list', { headers: 'x-request-id' }, /write headers: \["x-request-id"\]/],
  ['an option that there is not', { header: [] }, /there is no such option/],
  ['a credential without targets', { headers: ['authorization'] }, /targets/],
  ['a target that is an URL', { targets: ['http://a/b'] }, /host/],
  ['an echo of another header', { echo: ['x-tenant'] }, /must stand in `headers` too/],
  ['a trust that is async', { trust: async () => true }, /not async/],
]
