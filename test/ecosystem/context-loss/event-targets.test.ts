import { bind } from '@waybill/core'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

const aborted = (listen: (signal: AbortSignal, report: Report) => unknown): Scene => {
  return (way) => {
    const controller = new AbortController()
    return meet(way, {
      async other(ownComes) {
        await ownComes()
        controller.abort()
      },
      own: (report) => listen(controller.signal, report),
    })
  }
}

fates(
  'a listener on a shared AbortSignal',
  { plain: "another's", waybill: "another's" },
  aborted((signal, report) => signal.addEventListener('abort', report)),
  { 'bind(listener)': aborted((signal, report) => signal.addEventListener('abort', bind(report))) },
)

const dispatched = (keep: (report: Report) => Report): Scene => {
  return (way) => {
    const target = new EventTarget()
    return meet(way, {
      async other(ownComes) {
        await ownComes()
        target.dispatchEvent(new Event('change'))
      },
      own: (report) => target.addEventListener('change', keep(report)),
    })
  }
}

fates(
  'a listener on a shared EventTarget',
  { plain: "another's", waybill: "another's" },
  dispatched((report) => report),
  { 'bind(listener)': dispatched(bind) },
)

fates('a listener on `AbortSignal.timeout(ms)`', { plain: 'kept', waybill: 'kept' }, (way) =>
  meet(way, {
    own: (report) => AbortSignal.timeout(1).addEventListener('abort', report),
  }),
)
