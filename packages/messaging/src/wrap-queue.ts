import { addedHeaders } from './added-headers.ts'
import { type BrokerOptions, brokerTarget } from './broker.ts'
import { wrapMethods } from './wrap-methods.ts'

interface Queue {
  add(...args: never[]): unknown
  addBulk(...args: never[]): unknown
}

interface JobOptions {
  readonly waybill?: Readonly<Record<string, string>>
  readonly repeat?: unknown
}

interface Job {
  readonly opts?: JobOptions | undefined
  readonly children?: readonly Job[]
}

/**
 * Makes the jobs of a BullMQ queue or flow producer carry the headers of what is being handled when they are added, in
 * the option `waybill` of the job. Headers that are there already win.
 * @returns the same queue; it is wrapped once, however often this is called
 * @throws TypeError for what is no queue, and for wrong options
 */
export function wrapQueue<T extends Queue>(queue: T, options?: BrokerOptions): T {
  const target = brokerTarget(options)
  const withHeaders = (options: JobOptions | undefined): JobOptions | undefined => {
    // Each job of a series would carry the headers of the request that began it.
    const added = options?.repeat ? undefined : addedHeaders(target, options?.waybill)
    return added ? { ...options, waybill: { ...options?.waybill, ...added } } : options
  }
  const ofJob = (job: Job): Job => ({
    ...job,
    opts: withHeaders(job.opts),
    ...(job.children && { children: job.children.map(ofJob) }),
  })
  wrapMethods(
    queue,
    {
      add: ([first, second, ...rest]) =>
        typeof first === 'object'
          ? [ofJob(first as Job), second, ...rest]
          : [first, second, withHeaders(rest[0] as JobOptions | undefined), ...rest.slice(1)],
      addBulk: ([jobs, ...rest]) => [(jobs as Job[]).map(ofJob), ...rest],
    },
    'wrapQueue takes a queue or a flow producer of BullMQ; write wrapQueue(new Queue("name", { connection }))',
  )
  return queue
}
