import type { IncomingMessage, ServerResponse } from 'node:http'
import { gate } from '@waybill/testing'
import { sendInPieces } from '../../kit/send-in-pieces.ts'
import { serve } from '../../kit/serve.ts'
import { fateHere } from './fate-here.ts'
import type { Fate, Way } from './fates.ts'
import { type Framework, listeners } from './listeners.ts'

/** Notes whose headers a call from here would carry, and ends the request. */
export type Report = () => void

/** What two requests to one service do. */
export interface Meeting {
  /** @default 'express' */
  readonly framework?: Framework
  /** The body of the own request, the last part of which comes late. */
  readonly body?: string
  /** More headers of the own request. */
  readonly headers?: Record<string, string>
  /** Handles the other request, which comes first; the own one comes when it calls `ownComes`, or ends. */
  other?(ownComes: () => Promise<void>): unknown
  /** Handles the own request. */
  own(report: Report, req: IncomingMessage, res: ServerResponse): unknown
  /** Is done outside of any request, when the own one has come. */
  outside?(): unknown
}

/** Lets two requests meet in a service, and says whose headers the own one reported. */
export async function meet(way: Way, meeting: Meeting): Promise<Fate> {
  const [otherIsReady, ownIsIn, isReported] = [gate(), gate(), gate()]
  let reported: Fate | undefined
  const handlers: Record<string, (req: IncomingMessage, res: ServerResponse) => unknown> = {
    async '/other'(_req, res) {
      await meeting.other?.(() => {
        otherIsReady.open()
        return ownIsIn.opened
      })
      otherIsReady.open()
      res.end()
    },
    async '/own'(req, res) {
      const report: Report = () => {
        reported ??= fateHere()
        if (!res.writableEnded) res.end()
        isReported.open()
      }
      const done = meeting.own(report, req, res)
      ownIsIn.open()
      await done
      await isReported.opened
    },
  }
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    await handlers[req.url ?? '']?.(req, res)
  }
  const origin = await serve(listeners[meeting.framework ?? 'express'](way, handle))
  const other = sendInPieces(`${origin}/other`, '', { 'x-request-id': 'other' })
  await otherIsReady.opened
  const headers = { ...meeting.headers, 'x-request-id': 'own' }
  const own = sendInPieces(`${origin}/own`, meeting.body, headers)
  await Promise.race([ownIsIn.opened, own])
  meeting.outside?.()
  const answers = await Promise.all([own, other])
  const failed = answers.find(({ status }) => status >= 400)
  if (failed) throw new Error(`the service answered ${failed.status}: ${failed.text}`)
  await isReported.opened
  return reported ?? 'lost'
}
