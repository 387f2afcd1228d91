/** The arguments were wrong; the message says how, and what to write. */
export class UsageError extends Error {
  readonly code = 'ERR_WAYBILL_USAGE'

  constructor(sentence: string) {
    super(`@waybill/doctor: ${sentence}`)
    this.name = 'UsageError'
  }
}
