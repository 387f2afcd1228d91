import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Get, type MiddlewareConsumer, Post, Sse } from '@nestjs/common'
import { current } from '@waybill/core'
import { WaybillModule, type WaybillOptions } from '@waybill/nestjs'
import { defer, delay, of, repeat } from 'rxjs'
import { expect, onTestFinished, test } from 'vitest'
import { sendInPieces as send } from '../../../test/kit/send-in-pieces.ts'
import { controllerOf, moduleOf, type Platform } from './start-nest.ts'

import { testedApps } from './tested-apps.ts'

const id = () => current()?.get('x-request-id') ?? null
const json = { 'content-type': 'application/json' }

/** Tests what an application on a platform does with bodies, and with what the module is given. */
export function bodiesAndOptionsOf(platform: Platform): void {
  const { start, answer, forwarded } = testedApps(platform)

  test('a body that comes late is read in the context of the request', async () => {
    const controllers = [
      controllerOf([[Post(), async (req) => [Object(req).body, id(), await forwarded()]]]),
    ]
    const { origin } = await start(moduleOf({ imports: [WaybillModule.forRoot()], controllers }))
    expect(await answer(origin, '{"a":1}', json)).toEqual([201, [{ a: 1 }, 'r-1', 'r-1']])
  })

  test('a body that the application reads by itself, by events, is so, too', async () => {
    class AppModule {
      configure(consumer: MiddlewareConsumer) {
        const read = (req: NodeJS.ReadableStream, res: { end(text: string): void }) => {
          let text = ''
          req.on('data', (chunk) => {
            text += `${chunk}(${id()})`
          })
          req.on('end', () => res.end(JSON.stringify([text, id()])))
        }
        consumer.apply(read).forRoutes('{*path}')
      }
    }
    const controllers = [controllerOf([[Post(), () => 'never']])]
    const root = moduleOf({ imports: [WaybillModule.forRoot()], controllers }, AppModule)
    const { origin } = await start(root, undefined, { bodyParser: false })
    expect(await answer(origin, 'abcdef')).toEqual([200, ['abc(r-1)def(r-1)', 'r-1']])
  })

  test('what an observable gives, later and as events of a stream, is made in the context of the request', async () => {
    const made = () => defer(async () => ({ data: `${id()} ${await forwarded()}` }))
    const controllers = [
      controllerOf([
        [Get(), () => of(0).pipe(delay(1), () => made())],
        [Sse('events'), () => made().pipe(delay(1), repeat(2))],
      ]),
    ]
    const { origin } = await start(moduleOf({ imports: [WaybillModule.forRoot()], controllers }))
    expect(await answer(origin)).toEqual([200, { data: 'r-1 r-1' }])
    const { text } = await send(`${origin}/events`)
    expect(text.match(/data: .*/g)).toEqual(['data: r-1 r-1', 'data: r-1 r-1'])
  })

  test('options come from a factory with what is injected', async () => {
    const providers = [{ provide: 'HEADERS', useValue: ['x-tenant'] }]
    const config = moduleOf({ providers, exports: ['HEADERS'] }, class ConfigModule {})
    const waybill = WaybillModule.forRootAsync({
      imports: [config],
      inject: ['HEADERS'],
      useFactory: async (headers: string[]): Promise<WaybillOptions> => ({ headers }),
    })
    const handle = () => [id(), current()?.get('x-tenant')]
    const controllers = [controllerOf([[Get(), handle]])]
    const { origin } = await start(moduleOf({ imports: [waybill], controllers }))
    expect(await answer(origin, '', { 'x-tenant': 't' })).toEqual([200, [null, 't']])
  })

  test('imported in several modules, it captures once, by the options nearest to the root', async () => {
    const feature = moduleOf(
      { imports: [WaybillModule.forRoot({ headers: ['x-feature'] })] },
      class FeatureModule {},
    )
    const imports = [feature, WaybillModule.forRoot(), WaybillModule.forRoot()]
    const controllers = [controllerOf([[Get(), () => [id(), current()?.get('x-feature') ?? null]]])]
    const { origin } = await start(moduleOf({ imports, controllers }))
    const captured: unknown[] = []
    const listener = (message: unknown) => captured.push(message)
    subscribe('waybill:capture', listener)
    onTestFinished(() => void unsubscribe('waybill:capture', listener))
    expect(await answer(origin, '', { 'x-feature': 'f' })).toEqual([200, ['r-1', null]])
    expect(captured).toHaveLength(1)
  })

  test('asks `trust` about the request', async () => {
    const options: WaybillOptions = {
      trust: ({ headers, socket }) =>
        headers['x-gateway'] === 'yes' && socket?.remoteAddress !== undefined,
    }
    const controllers = [controllerOf([[Get(), () => [id()]]])]
    const { origin } = await start(
      moduleOf({ imports: [WaybillModule.forRoot(options)], controllers }),
    )
    expect(await answer(origin)).toEqual([200, [null]])
    expect(await answer(origin, '', { 'x-gateway': 'yes' })).toEqual([200, ['r-1']])
  })
}
