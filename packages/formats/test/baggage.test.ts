import { expect, test } from 'vitest'
import { readBaggage, writeBaggage } from '../src/index.ts'

test('values are encoded, properties stay with their members', () => {
  const members = [
    { key: 'user', value: 'Amélie, "Reine"' },
    { key: 'k', value: '', properties: [{ key: 'ttl', value: '1' }, { key: 'private' }] },
  ]
  expect(writeBaggage(members)).toEqual({
    baggage: 'user=Am%C3%A9lie%2C%20%22Reine%22,k=;ttl=1;private',
  })
  expect(readBaggage(writeBaggage(members))).toEqual(members)
})

test('half a character is written as U+FFFD', () => {
  expect(writeBaggage([{ key: 'k', value: 'a\ud800' }])).toEqual({ baggage: 'k=a%EF%BF%BD' })
})

test('a member whose key is none is left out', () => {
  expect(writeBaggage([{ key: 'no key', value: '1' }])).toEqual({})
})

test('64 members and 8,192 bytes are written, and not one more', () => {
  const many = Array.from({ length: 65 }, (_, i) => ({ key: `k${i}`, value: 'v' }))
  expect(readBaggage(writeBaggage(many))).toEqual(many.slice(0, 64))
  const full = [
    { key: 'a', value: 'x'.repeat(8_186) },
    { key: 'b', value: '' },
    { key: 'c', value: '' },
  ]
  expect(readBaggage(writeBaggage(full))).toEqual(full.slice(0, 2))
  expect(writeBaggage(full).baggage).toHaveLength(8_191)
})

test('one member that is none makes all of it none', () => {
  expect(readBaggage({ baggage: 'a=1,b' })).toEqual([])
})
