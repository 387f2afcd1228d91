import type { PolicyOptions } from '@waybill/core'
import { waybill } from '@waybill/express'
import { type OpenTelemetryOptions, openTelemetry } from '@waybill/opentelemetry'
import express from 'express'
import { sendInPieces } from '../../../test/kit/send-in-pieces.ts'
import { serve } from '../../../test/kit/serve.ts'

/** Sends a request as a sidecar would, over a socket that nothing instruments, and gives the answer. */
export type Send = <T>(headers?: Record<string, string>) => Promise<T>

/** Starts an app that answers with what `handle` gives. */
export async function startApp(
  handle: () => unknown,
  options?: OpenTelemetryOptions,
  policy: PolicyOptions = {},
): Promise<Send> {
  const app = express()
  app.use(waybill({ ...policy, extensions: [openTelemetry(options)] } as never))
  app.get('/', async (_req, res) => {
    res.json((await handle()) ?? null)
  })
  const origin = await serve(app)
  return async function send(headers = {}) {
    return JSON.parse((await sendInPieces(origin, '', headers)).text)
  }
}
