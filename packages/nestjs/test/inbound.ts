import { All } from '@nestjs/common'
import { WaybillModule } from '@waybill/nestjs'
import type { Inbound } from '@waybill/testing'
import { controllerOf, moduleOf, type Platform, startNest } from './start-nest.ts'

/** A platform as a way in. */
export function inboundOf(platform: Platform): Inbound {
  return {
    name: platform[0],
    start(handler, options) {
      const imports = [WaybillModule.forRoot(options)]
      const controllers = [controllerOf([[All(), (req) => handler(req.url)]])]
      return startNest(platform, moduleOf({ imports, controllers }))
    },
  }
}
