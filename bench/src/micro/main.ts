import { answerParent } from '../processes/answer-parent.ts'
import { casesOf } from './cases/all.ts'
import { bytesOf, nanosecondsOf } from './measure.ts'
import { type CarrierKind, goRound, requestsOf } from './requests.ts'

/** What the harness can ask of a process of one case. */
export interface MicroControl {
  /** Nanoseconds of one call. */
  time(milliseconds: number): Promise<number>
  /** Bytes that one call allocates. */
  bytes(): Promise<number>
}

// One case in a process of its own: `micro.js <group> <case> <carrier>`.
const [group = '', name = '', carrier = ''] = process.argv.slice(2)
const found = (await casesOf(group))[name]
if (!found) throw new Error(`there is no case ${name}`)
const requests = await requestsOf(carrier as CarrierKind)
const measured = {
  fn: found.prepare(goRound(requests), carrier === 'plain'),
  isAsync: found.isAsync ?? false,
}

answerParent<MicroControl>({
  time: (milliseconds) => nanosecondsOf(measured, milliseconds),
  bytes: () => bytesOf(measured),
})
