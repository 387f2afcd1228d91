import { describe, expect, test } from 'vitest'

/** How requests come in: with nothing but a store that is run around the handler, or with Waybill. */
export type Way = 'plain' | 'waybill'

/** Whose headers a call would carry: those of its own request, no request's, or those of another. */
export type Fate = 'kept' | 'lost' | "another's"

/** Two requests that meet, and what becomes of the context of one. */
export type Scene = (way: Way) => Promise<Fate>

interface Expected extends Record<Way, Fate> {
  /** What the remedies bring about. @default 'kept' */
  readonly remedied?: Fate
}

/**
 * Tests what becomes of the context in one case. Its title and what is expected stand in the table of
 * docs/context-loss.md, too, and the names of the remedies in its column of remedies; table.test.ts compares them.
 */
export function fates(
  title: string,
  expected: Expected,
  scene: Scene,
  remedies: Readonly<Record<string, Scene>> = {},
): void {
  const { plain, waybill, remedied = 'kept' } = expected
  describe(title, () => {
    test(`is ${plain} with AsyncLocalStorage.run alone`, async () => {
      expect(await scene('plain')).toBe(plain)
    })

    test(`is ${waybill} with Waybill`, async () => {
      expect(await scene('waybill')).toBe(waybill)
    })

    test.each(Object.entries(remedies))(`is ${remedied} with Waybill and %s`, async (_, remedy) => {
      expect(await remedy('waybill')).toBe(remedied)
    })
  })
}
