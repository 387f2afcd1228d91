import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'
import { bind, capture, definePolicy, forward, run } from '@waybill/core'
import { onTestFinished } from 'vitest'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

const policy = definePolicy()

const echo =
  "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m))"

type Listen = (worker: Worker, report: Report) => unknown

/** A worker that another request has started. */
const answered = (listen: Listen): Scene => {
  return (way) => {
    let worker: Worker
    return meet(way, {
      async other() {
        worker = new Worker(echo, { eval: true })
        onTestFinished(async () => void (await worker.terminate()))
        await once(worker, 'online')
      },
      own(report) {
        listen(worker, report)
        worker.postMessage('question')
      },
    })
  }
}

fates(
  '`worker.on("message")` of a worker that another request has started',
  { plain: "another's", waybill: "another's" },
  answered((worker, report) => worker.once('message', report)),
  {
    'bind(listener)': answered((worker, report) => worker.once('message', bind(report))),
    'events.once': answered((worker, report) => once(worker, 'message').then(report)),
  },
)

/** A channel that another request has made. */
const channelled = (keep: (report: Report) => Report): Scene => {
  return (way) => {
    let channel: MessageChannel
    return meet(way, {
      other() {
        channel = new MessageChannel()
      },
      own(report) {
        const { port1, port2 } = channel
        const kept = keep(report)
        port1.once('message', () => {
          kept()
          port1.close()
        })
        port2.postMessage('answer')
      },
    })
  }
}

fates(
  '`port.on("message")` of a MessageChannel that another request has made',
  { plain: "another's", waybill: "another's" },
  channelled((report) => report),
  { 'bind(listener)': channelled(bind) },
)

/** What the code of the worker would forward, which is reported in its place. */
const inside = (headersOf: () => Record<string, string> | undefined): Scene => {
  return (way) =>
    meet(way, {
      async own(report) {
        const worker = new Worker(new URL('../kit/forwarding-worker.cjs', import.meta.url), {
          execArgv: [],
        })
        worker.postMessage({ headers: headersOf() })
        const [forwarded] = await once(worker, 'message')
        await worker.terminate()
        run(capture(policy, forwarded), report)
      },
    })
}

fates(
  'inside a worker thread',
  { plain: 'lost', waybill: 'lost' },
  inside(() => undefined),
  { 'headers in the message': inside(() => ({ ...forward('http://reviews:9080/') })) },
)
