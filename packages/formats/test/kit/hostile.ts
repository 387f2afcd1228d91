const fail = (): never => {
  throw new Error('hostile')
}

const traps = Object.fromEntries(
  Object.getOwnPropertyNames(Reflect).map((trap) => [trap, fail]),
) as ProxyHandler<object>

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

/** Values that no header has. */
export const hostileValues: readonly unknown[] = [
  null,
  undefined,
  Number.NaN,
  Symbol('hostile'),
  1n,
  fail,
  { toString: fail, [Symbol.toPrimitive]: fail },
  [[['deep']], null, { length: 3 }],
  new Uint8Array(40),
]

/** Values that throw when they are looked at, which fast-check does, too. */
const proxies = [
  new Proxy({}, traps),
  new Proxy([], traps),
  revoked({}),
  revoked([]),
  revoked(fail),
]

/** Carriers that throw, lie, or are none. */
export const hostileCarriers: readonly unknown[] = [
  ...[...hostileValues, ...proxies].flatMap((value) => [
    value,
    { traceparent: value, b3: value, 'grpc-trace-bin': value, baggage: value, sw8: value },
  ]),
  'b3: 1',
  Object.defineProperty({}, 'traceparent', { enumerable: true, get: fail }),
  Object.defineProperty({}, 'rawHeaders', { enumerable: true, get: fail }),
  { headers: null, rawHeaders: [1, 2, 'b3'] },
  { headers: {}, rawHeaders: ['b3', { toString: fail }, Symbol('odd'), 'x'] },
  { get: fail, keys: () => ['traceparent', 'b3', 'uber-trace-id'] },
  { get: () => 'value', keys: () => [1, null] },
  { get: () => 'value', keys: fail },
  { [Symbol.iterator]: fail },
  { [Symbol.iterator]: () => ({ next: fail }) },
  [['b3'], [null, 'b3'], 'b3', ['b3', fail]],
  new Map<unknown, unknown>([
    [1, 'b3'],
    ['b3', new Map()],
  ]),
  new Set(['b3', ['b3', Symbol('odd')]]),
]
