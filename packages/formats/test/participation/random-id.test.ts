import { expect, onTestFinished, test, vi } from 'vitest'
import { randomId } from '../../src/participation/random-id.ts'

test('is of so many bytes, and another each time', () => {
  const ids = Array.from({ length: 1000 }, () => randomId(8))
  expect(new Set(ids).size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[\da-f]{16}$/)
})

test('has no fixed digits, by which samplers would be misled', () => {
  const ids = Array.from({ length: 1000 }, () => randomId(16))
  for (let place = 0; place < 32; place++) expect(new Set(ids.map((id) => id[place])).size).toBe(16)
})

test('is never all zeros', () => {
  const random = vi.spyOn(globalThis.crypto, 'getRandomValues')
  onTestFinished(() => random.mockRestore())
  random.mockImplementationOnce((array) => array)
  expect(randomId(8)).not.toBe('0'.repeat(16))
})
