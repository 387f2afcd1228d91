import { currentFields } from './fields.ts'
import type { LogOptions } from './options.ts'

/** What is logged of a request by pino. */
export interface MixinOptions<L = unknown> extends LogOptions {
  /**
   * A mixin of your own; its fields win.
   * @default none
   */
  readonly mixin?: (mergeObject: object, level: number, logger: L) => object
}

/**
 * A mixin for pino: `pino({ mixin: waybillMixin() })`. What the log call or a child logger sets wins, whatever the
 * `mixinMergeStrategy`.
 * @throws TypeError for wrong options, with a sentence that says what to write instead
 */
export function waybillMixin<L>(
  options: MixinOptions<L> = {},
): (mergeObject: object, level: number, logger: unknown) => object {
  const fieldsOf = currentFields(options, 'mixin')
  const { mixin } = options
  const bound = new WeakMap<object, readonly string[]>()
  return function mixWaybill(mergeObject, level, logger) {
    const fields = fieldsOf()
    for (const name in fields)
      if (Object.hasOwn(mergeObject, name) || boundTo(logger, bound).includes(name))
        delete fields[name]
    return mixin ? { ...fields, ...mixin(mergeObject, level, logger as L) } : fields
  }
}

/** The names that a logger writes on each line by itself. Kept, since pino parses JSON to tell them. */
function boundTo(logger: unknown, bound: WeakMap<object, readonly string[]>): readonly string[] {
  const child = logger as { bindings(): object }
  const known = bound.get(child)
  if (known) return known
  try {
    const names = Object.keys(child.bindings())
    bound.set(child, names)
    return names
  } catch {
    // An old pino does not say which logger it is, and a serializer may write what is no JSON.
    return []
  }
}
