const NOT_IN_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/

/** Whether node:http and fetch would take a text as a header's value (RFC 9110, 5.5, as bytes). */
export function isCarriable(value: string): boolean {
  return !NOT_IN_A_VALUE.test(value)
}

/** Whether a value says nothing, which counts as absent: an empty x-b3-parentspanid breaks traces (istio/istio#11696). */
export function isBlank(value: string): boolean {
  // Nearly all values begin with a visible character, which saves the trim.
  return !(value.charCodeAt(0) > 32) && value.trim().length === 0
}
