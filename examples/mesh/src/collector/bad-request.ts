/** A request that cannot be served, with the sentence the client is told. */
export class BadRequest extends Error {
  readonly status: number

  constructor(sentence: string, status = 400) {
    super(sentence)
    this.name = 'BadRequest'
    this.status = status
  }
}
