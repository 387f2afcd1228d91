let enabled = process.env.WAYBILL !== 'off'

/** Turns Waybill on or off for every request that comes in from now on. */
export function switchWaybill(on: boolean): void {
  enabled = on
}

/**
 * Returns a function that passes its arguments to `on` while Waybill is on, and to `off` while it is
 * not. Fits a middleware of Express, Koa or Hono (`off` goes to the next one) and a listener of
 * `node:http` (`off` is the listener itself, or that of the same app built without Waybill).
 */
export function whileOn<Arguments extends unknown[], Result>(
  on: (...given: Arguments) => Result,
  off: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  return function switched(...given) {
    return enabled ? on(...given) : off(...given)
  }
}
