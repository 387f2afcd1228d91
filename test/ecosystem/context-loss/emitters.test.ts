import { EventEmitter, on, once } from 'node:events'
import { bind, bindEmitter } from '@waybill/core'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

type Listen = (emitter: EventEmitter, report: Report) => unknown

/** An emitter that lives longer than a request; another request emits. */
const otherEmits = (listen: Listen): Scene => {
  return (way) => {
    const emitter = new EventEmitter()
    return meet(way, {
      async other(ownComes) {
        await ownComes()
        emitter.emit('change', 1)
      },
      own: (report) => listen(emitter, report),
    })
  }
}

/** The same emitter; what emits belongs to no request. */
const nobodyEmits = (listen: Listen): Scene => {
  return (way) => {
    const emitter = new EventEmitter()
    return meet(way, {
      own: (report) => listen(emitter, report),
      outside: () => emitter.emit('change', 1),
    })
  }
}

fates(
  'a listener on a shared emitter, when another request emits',
  { plain: "another's", waybill: "another's" },
  otherEmits((emitter, report) => emitter.once('change', report)),
  { 'bind(listener)': otherEmits((emitter, report) => emitter.once('change', bind(report))) },
)

fates(
  'a listener on a shared emitter, when code outside of any request emits',
  { plain: 'lost', waybill: 'lost' },
  nobodyEmits((emitter, report) => emitter.once('change', report)),
  { 'bind(listener)': nobodyEmits((emitter, report) => emitter.once('change', bind(report))) },
)

/** An emitter that is made for one request, and emits from elsewhere. */
const ownEmitter = (prepare: (emitter: EventEmitter) => EventEmitter): Scene => {
  return (way) => {
    const jobs: EventEmitter[] = []
    return meet(way, {
      own(report) {
        const job = prepare(new EventEmitter())
        jobs.push(job)
        job.on('done', report)
      },
      outside: () => jobs[0]?.emit('done'),
    })
  }
}

fates(
  'all listeners on an emitter that a request has made, when code outside of any request emits',
  { plain: 'lost', waybill: 'lost' },
  ownEmitter((job) => job),
  { 'bindEmitter(emitter)': ownEmitter(bindEmitter) },
)

fates(
  '`await events.once(emitter)`',
  { plain: 'kept', waybill: 'kept' },
  otherEmits((emitter, report) => once(emitter, 'change').then(report)),
)

fates(
  '`for await (… of events.on(emitter))`',
  { plain: 'kept', waybill: 'kept' },
  otherEmits(async (emitter, report) => {
    for await (const _ of on(emitter, 'change')) {
      report()
      break
    }
  }),
)

/** An event of the process, which lives longer than any request. */
const processEmits = (keep: (report: Report) => Report): Scene => {
  return (way) => {
    const emitter: EventEmitter = process
    return meet(way, {
      async other(ownComes) {
        await ownComes()
        emitter.emit('settings-changed')
      },
      own: (report) => emitter.once('settings-changed', keep(report)),
    })
  }
}

fates(
  '`process.on(event)`, registered in a request',
  { plain: "another's", waybill: "another's" },
  processEmits((report) => report),
  { 'bind(listener)': processEmits(bind) },
)
