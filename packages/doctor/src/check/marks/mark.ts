import { randomBytes, randomUUID } from 'node:crypto'

/** What makes one request of the check unlike all others: every header sent with it is written from this. */
export interface Mark {
  /** The number of the request, from 0. */
  readonly id: number
  /** 16 hex digits, for headers without a format. */
  readonly word: string
  readonly uuid: string
  /** 32 hex digits, the first 8 of them a time, as AWS X-Ray wants it. */
  readonly trace: string
  readonly span: string
  readonly parent: string
  readonly sampled: boolean
}

/** Makes the mark of a request. One in four is not sampled, so that a service that writes the same for all is found. */
export function createMark(id: number): Mark {
  const seconds = Math.floor(Date.now() / 1000).toString(16)
  return {
    id,
    word: smallHex(),
    uuid: randomUUID(),
    trace: `${seconds.padStart(8, '0')}${randomBytes(4).toString('hex')}${smallHex()}`,
    span: smallHex(),
    parent: smallHex(),
    sampled: id % 4 !== 2,
  }
}

/** Below 2^63, since some tracers read ids as signed numbers; never zero. */
function smallHex(): string {
  const bytes = randomBytes(8)
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x10
  return bytes.toString('hex')
}
