import type { INestApplication, Type } from '@nestjs/common'
import { fetch as waybillFetch } from '@waybill/fetch'
import { type EchoServer, type Received, startEcho } from '@waybill/testing'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { type Platform, type Running, startNest } from './start-nest.ts'

/** How tests start applications on a platform, and ask them. */
export interface TestedApps {
  /** Starts an application until the test ends. */
  start(
    root: Type,
    prepare?: (app: INestApplication) => unknown,
    options?: { bodyParser: boolean },
  ): Promise<Running>
  /** The status and the body of what is answered to a request of the id `r-1`. */
  answer(origin: string, body?: string, headers?: Record<string, string>): Promise<unknown[]>
  /** The request id that arrives at another service. */
  forwarded(query?: string): Promise<unknown>
}

/** Applications on a platform, and a service that they call. */
export function testedApps(platform: Platform): TestedApps {
  let echo: EchoServer
  beforeAll(async () => {
    echo = await startEcho()
  })
  afterAll(() => echo.close())
  return {
    async start(root, ...more) {
      const running = await startNest(platform, root, ...more)
      onTestFinished(running.close)
      return running
    },
    async answer(...request) {
      const { status, text } = await send(...request)
      return [status, text && JSON.parse(text)]
    },
    async forwarded(query = '') {
      const answer = await waybillFetch(`${echo.origin}/${query}`)
      return ((await answer.json()) as Received).headers['x-request-id']
    },
  }
}
