import { EventEmitter } from 'node:events'
import { bind, bindEmitter, capture, current, definePolicy, run } from '@waybill/core'
import { describe, expect, test } from 'vitest'

const policy = definePolicy()
const waybillOf = (id: string) => capture(policy, { 'x-request-id': id })
const currentId = () => current()?.get('x-request-id')

describe('bind', () => {
  test('runs a function with the waybill of the place where it was bound', () => {
    const bound = run(waybillOf('a'), () => bind(currentId))
    expect(run(waybillOf('b'), bound)).toBe('a')
    expect(bound()).toBe('a')
  })

  test('bound outside a request, it runs outside one', () => {
    const bound = bind(currentId)
    expect(run(waybillOf('b'), bound)).toBeUndefined()
  })

  test('passes `this`, arguments, the result and what is thrown', () => {
    const bound = bind(function add(this: { base: number }, more: number) {
      if (more < 0) throw new RangeError('negative')
      return this.base + more
    })
    expect(bound.call({ base: 1 }, 2)).toBe(3)
    expect(() => bound.call({ base: 1 }, -1)).toThrow(RangeError)
  })

  test("keeps the waybills of a pool's waiters apart", async () => {
    const waiters: (() => void)[] = []
    const seen: (string | undefined)[] = []
    for (const id of ['a', 'b', 'c'])
      run(waybillOf(id), () => waiters.push(bind(() => seen.push(currentId()))))
    run(waybillOf('other'), () => {
      for (const waiter of waiters) waiter()
    })
    expect(seen).toEqual(['a', 'b', 'c'])
  })
})

describe('bindEmitter', () => {
  test('runs listeners with the waybill of the place where it was bound', () => {
    const emitter = new EventEmitter()
    const seen: (string | undefined)[] = []
    emitter.on('data', () => seen.push(currentId()))
    run(waybillOf('a'), () => bindEmitter(emitter))
    emitter.on('data', () => seen.push(currentId()))
    const hadListeners = run(waybillOf('b'), () => emitter.emit('data'))
    expect([seen, hadListeners]).toEqual([['a', 'a'], true])
  })

  test('binding once more replaces the binding', () => {
    const emitter = new EventEmitter()
    let seen: string | undefined
    emitter.on('data', () => {
      seen = currentId()
    })
    run(waybillOf('a'), () => bindEmitter(emitter))
    run(waybillOf('b'), () => bindEmitter(emitter))
    emitter.emit('data')
    expect(seen).toBe('b')
  })

  test('gives back the emitter', () => {
    const emitter = new EventEmitter()
    expect(bindEmitter(emitter)).toBe(emitter)
  })
})
