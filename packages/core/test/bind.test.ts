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

  test('what somebody has put around a bound one stays, when it is bound once more', () => {
    const emitter = new EventEmitter()
    const seen: unknown[] = []
    emitter.on('data', () => seen.push(currentId()))
    run(waybillOf('a'), () => bindEmitter(emitter))
    const { emit } = emitter
    emitter.emit = (event, ...args) => {
      seen.push(event)
      return emit.call(emitter, event, ...args)
    }
    run(waybillOf('b'), () => bindEmitter(emitter))
    seen.length = 0
    emitter.emit('data')
    // The binding inside is out of reach, and is nearer to the listener.
    expect(seen).toEqual(['data', 'a'])
  })

  test('an `emit` of its own that throws for what it does not know is bound, too', () => {
    const seen: unknown[] = []
    const emitter = {
      emit(event: string | symbol) {
        if (event !== 'data') throw new RangeError('no such event')
        seen.push(currentId())
        return true
      },
    }
    run(waybillOf('a'), () => bindEmitter(emitter))
    run(waybillOf('b'), () => bindEmitter(emitter))
    expect([emitter.emit('data'), seen]).toEqual([true, ['b']])
    expect(() => emitter.emit('other')).toThrow(RangeError)
  })

  test('two with the same `emit` get one function, and each keeps its own listeners', () => {
    const one = new EventEmitter()
    const other = new EventEmitter()
    const own = Object.assign(new EventEmitter(), { emit: () => false })
    const seen: unknown[] = []
    one.on('data', (value) => seen.push(['one', value, currentId()]))
    other.on('data', (value) => seen.push(['other', value, currentId()]))
    run(waybillOf('a'), () => bindEmitter(one, other))
    expect(one.emit).toBe(other.emit)
    run(waybillOf('b'), () => bindEmitter(other, own))
    expect([one.emit('data', 1), other.emit('data', 2), own.emit('data')]).toEqual([
      true,
      true,
      false,
    ])
    expect(seen).toEqual([
      ['one', 1, 'a'],
      ['other', 2, 'b'],
    ])
  })

  test('gives back the emitter', () => {
    const emitter = new EventEmitter()
    expect(bindEmitter(emitter)).toBe(emitter)
  })
})
