import { connect } from 'node:net'
import { gate } from '@waybill/testing'
import { sendInPieces } from '../../kit/send-in-pieces.ts'
import { serve } from '../../kit/serve.ts'
import { fateHere } from '../kit/fate-here.ts'
import { type Fate, fates, type Scene } from '../kit/fates.ts'
import { type Framework, listeners } from '../kit/listeners.ts'

/** Two requests in one packet over one socket; the own one is second, and its answer waits for the other's. */
const pipelined = (framework: Framework): Scene => {
  return async (way) => {
    const [ownCame, finished] = [gate(), gate()]
    let fate: Fate = 'lost'
    const listener = listeners[framework](way, async ({ headers }, res) => {
      if (headers['x-request-id'] === 'own') {
        res.on('finish', () => {
          fate = fateHere()
          finished.open()
        })
        res.end()
        ownCame.open()
      } else {
        await ownCame.opened
        res.end()
      }
    })
    const socket = connect(Number(new URL(await serve(listener)).port), '127.0.0.1')
    const requests = ['other', 'own'].map(
      (id) => `GET / HTTP/1.1\r\nhost: a\r\nx-request-id: ${id}\r\n\r\n`,
    )
    socket.on('error', () => undefined).write(requests.join(''))
    await finished.opened
    socket.destroy()
    return fate
  }
}

fates(
  '`res.on("finish")` with HTTP pipelining',
  { plain: "another's", waybill: 'kept' },
  pipelined('express'),
)

fates(
  '`res.on("finish")` with HTTP pipelining in a server of `node:http`',
  { plain: "another's", waybill: 'kept' },
  pipelined('http'),
)

fates('`ctx.res.on("finish")` of Koa', { plain: 'lost', waybill: 'kept' }, async (way) => {
  const finished = gate()
  let fate: Fate = 'lost'
  const listener = listeners.koa(way, async (_req, res) => {
    res.on('finish', () => {
      fate = fateHere()
      finished.open()
    })
  })
  await sendInPieces(await serve(listener), '', { 'x-request-id': 'own' })
  await finished.opened
  return fate
})
