import { type RuleField, refuse, textOf } from './rule-field.ts'

/** The service a host stands for: `ratings`, `ratings.default` or the whole name in the cluster. */
export function serviceOf(field: RuleField, services: ReadonlySet<string>): string {
  const host = textOf(field)
  const service = host.replace(/\.default(\.svc(\.cluster\.local)?)?$/, '')
  if (services.has(service)) return service
  return refuse(
    field,
    `is ${JSON.stringify(host)}, which is no service of this mesh; those are ${[...services].join(', ')}`,
  )
}
