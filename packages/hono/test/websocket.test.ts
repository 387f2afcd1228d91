import { once } from 'node:events'
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server'
import { bind, current } from '@waybill/core'
import { waybill } from '@waybill/hono'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { listen } from '../../../test/kit/echo-server.ts'

const id = () => current()?.get('x-request-id') ?? 'none'

test('a WebSocket opens in the context of its request, and its events keep it when bound', async () => {
  const app = new Hono()
  app.use(waybill({ echo: ['x-request-id'] }))
  app.get(
    '/',
    upgradeWebSocket(() => {
      let opened = ''
      const boundId = bind(id)
      return {
        onOpen() {
          opened = id()
        },
        onMessage(_event, socket) {
          socket.send(`${opened} ${boundId()} ${id()}`)
        },
      }
    }),
  )
  const websocket = { server: new WebSocketServer({ noServer: true }) }
  const server = createAdaptorServer({ fetch: app.fetch, websocket } as never)
  const { origin, close } = await listen(server)
  onTestFinished(close)
  const socket = new WebSocket(origin.replace('http', 'ws'), { headers: { 'x-request-id': 'r-1' } })
  onTestFinished(() => socket.terminate())
  const [[upgraded]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')])
  socket.send('x')
  const [message] = await once(socket, 'message')
  expect([upgraded.headers['x-request-id'], String(message)]).toEqual(['r-1', 'r-1 r-1 none'])
})
