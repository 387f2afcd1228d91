import { bind } from '@waybill/core'
import { onTestFinished } from 'vitest'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

/** A timer that another request has made, and the own one starts again before its time. */
const restarted = (restart: (timer: NodeJS.Timeout, elapsed: () => void) => unknown): Scene => {
  return (way) => {
    let report: Report = () => undefined
    const elapsed = () => report()
    let timer: NodeJS.Timeout
    return meet(way, {
      other() {
        timer = setTimeout(elapsed, 300)
      },
      own(ownReport) {
        report = ownReport
        restart(timer, elapsed)
      },
    })
  }
}

fates(
  '`timer.refresh()` of a timer that another request has made',
  { plain: "another's", waybill: "another's" },
  restarted((timer) => timer.refresh()),
  {
    setTimeout: restarted((timer, elapsed) => {
      clearTimeout(timer)
      setTimeout(elapsed, 1)
    }),
  },
)

/** A queue of jobs that an interval works off. */
function workOff(): (job: () => void) => void {
  const jobs: (() => void)[] = []
  const interval = setInterval(() => jobs.shift()?.(), 1)
  onTestFinished(() => clearInterval(interval))
  return (job) => jobs.push(job)
}

const moduleInterval = (keep: (report: Report) => Report): Scene => {
  return (way) => {
    const add = workOff()
    return meet(way, { own: (report) => add(keep(report)) })
  }
}

fates(
  'a job for a `setInterval` of a module',
  { plain: 'lost', waybill: 'lost' },
  moduleInterval((report) => report),
  { 'bind(job)': moduleInterval(bind) },
)

const startedInterval = (keep: (report: Report) => Report): Scene => {
  return (way) => {
    let add: ReturnType<typeof workOff>
    return meet(way, {
      other() {
        add = workOff()
      },
      own: (report) => add(keep(report)),
    })
  }
}

fates(
  'a job for a `setInterval` that the first request has started',
  { plain: "another's", waybill: "another's" },
  startedInterval((report) => report),
  { 'bind(job)': startedInterval(bind) },
)

fates(
  '`setTimeout` and `setInterval` of the request’s own',
  { plain: 'kept', waybill: 'kept' },
  (way) =>
    meet(way, {
      own(report) {
        const interval = setInterval(() => {
          clearInterval(interval)
          setTimeout(report, 1)
        }, 1)
      },
    }),
)
