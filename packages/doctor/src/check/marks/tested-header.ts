import { presets } from '@waybill/core'
import { formatOf } from './formats.ts'
import type { Mark } from './mark.ts'

/** A header that the check sends and looks for. */
export interface TestedHeader {
  /** Lower case. */
  readonly name: string
  /** False for one that is looked at, but may well be lost: a service that carries Istio's headers need not carry it. */
  readonly isExpected: boolean
  write(mark: Mark): string
}

/** The names of presets that `--preset` takes. */
export const presetNames: readonly string[] = Object.keys(presets)

/**
 * The headers to test: those of the presets, else Istio's and, beside them, W3C's `baggage`; and those asked for.
 * @param asked texts such as `x-tenant` or `x-tenant=shop-{mark}`
 */
export function testedHeaders(
  chosen: readonly string[],
  asked: readonly string[],
): readonly TestedHeader[] {
  const headers = new Map<string, TestedHeader>()
  for (const preset of chosen.length > 0 ? chosen : ['istio']) {
    for (const rule of presets[preset as keyof typeof presets]) {
      // A prefix stands for all names that begin so: one of them is sent.
      const name = (typeof rule === 'string' ? rule : rule.name).replace('*', 'waybill-check')
      headers.set(name, { name, isExpected: true, write: formatOf(name).write })
    }
  }
  if (chosen.length === 0) {
    headers.set('baggage', {
      name: 'baggage',
      isExpected: false,
      write: formatOf('baggage').write,
    })
  }
  for (const text of asked) {
    const [name, value] = splitAtEquals(text)
    const lower = name.toLowerCase()
    const write =
      value === undefined
        ? formatOf(lower).write
        : ({ word }: Mark) => value.replaceAll('{mark}', word)
    headers.set(lower, { name: lower, isExpected: true, write })
  }
  return [...headers.values()]
}

/** Parts `name=value` at the first `=`; the value is undefined where there is none. */
export function splitAtEquals(text: string): [name: string, value: string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
