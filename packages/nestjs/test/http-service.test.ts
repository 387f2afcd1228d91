import { HttpModule, HttpService } from '@nestjs/axios'
import { Get, Inject } from '@nestjs/common'
import { ExpressAdapter } from '@nestjs/platform-express'
import { wrapAxios } from '@waybill/axios'
import { WaybillModule } from '@waybill/nestjs'
import { type Received, startEcho } from '@waybill/testing'
import { map } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { controllerOf, moduleOf, startNest } from './start-nest.ts'

test('a call of HttpService carries the headers, once its axios is wrapped', async () => {
  const echo = await startEcho()
  onTestFinished(echo.close)
  let http: HttpService | undefined
  class AppModule {
    constructor(service: HttpService) {
      wrapAxios(service.axiosRef)
      http = service
    }
  }
  Inject(HttpService)(AppModule, undefined, 0)
  const call = () => http?.get<Received>(echo.origin).pipe(map(({ data }) => data.headers))
  const controllers = [controllerOf([[Get(), call]])]
  const imports = [WaybillModule.forRoot(), HttpModule]
  const root = moduleOf({ imports, controllers }, AppModule)
  const { origin, close } = await startNest(['express', () => new ExpressAdapter()], root)
  onTestFinished(close)
  const headers = { 'x-request-id': 'r-1', 'x-b3-traceid': 't' }
  expect(await (await fetch(origin, { headers })).json()).toMatchObject(headers)
})
