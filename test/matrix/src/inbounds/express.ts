import { createServer } from 'node:http'
import type { Inbound } from '@waybill/testing'
import express from 'express'
import express4 from 'express4'
import { listen } from '../../../kit/echo-server.ts'
import type { Waybills } from '../waybills.ts'

/** Express 5 and 4. */
export function expressInbounds(waybills: Pick<Waybills, 'express'>): Inbound[] {
  return [
    expressInbound('express 5', express, waybills),
    expressInbound('express 4', express4 as unknown as typeof express, waybills),
  ]
}

function expressInbound(
  name: string,
  framework: typeof express,
  { express: { waybill } }: Pick<Waybills, 'express'>,
): Inbound {
  return {
    name,
    start(handler, options) {
      const app = framework()
      app.use(waybill(options))
      app.use(async (req, res, next) => {
        try {
          res.json(await handler(req.url))
        } catch (error) {
          next(error)
        }
      })
      return listen(createServer(app))
    },
  }
}
