import { join } from 'node:path'
import { current } from '@waybill/core'
import { type App, createApp, defineEventHandler, toNodeListener } from 'h3'
import { expect, onTestFinished, test } from 'vitest'
import { sendInPieces } from '../../kit/send-in-pieces.ts'
import { serve } from '../../kit/serve.ts'
import { writeRecipe } from '../kit/recipe.ts'

test('Nitro 2: the plugin, on an app of h3, keeps the headers for handlers and for a late body', async () => {
  const { folder, remove } = await writeRecipe('Nitro 2')
  onTestFinished(remove)
  const plugin: { waybillPlugin(nitro: { h3App: App }): void } = await import(
    join(folder, 'server/plugins/waybill.js')
  )
  const h3App = createApp()
  const listener = toNodeListener(h3App)
  const id = () => current()?.get('x-request-id')
  h3App.use(
    defineEventHandler(async (event) => {
      const atEnd = await new Promise((resolve) => {
        event.node.req.resume().on('end', () => resolve(id()))
      })
      return [atEnd, id()]
    }),
  )
  plugin.waybillPlugin({ h3App })
  const { text } = await sendInPieces(await serve(listener), 'a body')
  expect(JSON.parse(text)).toEqual(['r-1', 'r-1'])
})
