// Taken now, before an instrumentation puts its own in place, which would take a look at the module for an import.
const { getBuiltinModule } = process

let http: { readonly request: object } | undefined

/** Whether an instrumentation stands before `request` of node:http, and writes over headers. */
export function isHttpInstrumented(): boolean {
  http ??= getBuiltinModule?.('node:http')
  // As all instrumentations of OpenTelemetry mark what they wrap.
  return http !== undefined && '__wrapped' in http.request
}
