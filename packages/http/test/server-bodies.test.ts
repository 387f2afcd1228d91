import { type RequestListener, request } from 'node:http'
import { current } from '@waybill/core'
import { waybill } from '@waybill/http'
import { describe, expect, test } from 'vitest'
import { gate } from '../../../test/kit/gate.ts'
import { serve } from '../../../test/kit/serve.ts'

const id = () => current()?.get('x-request-id')

const start = (listener: RequestListener) => serve(waybill(listener))

/** Sends a request whose body comes only when the server asks for it, and gives the answer. */
function sendLate(origin: string, ask: Promise<void>): Promise<string> {
  const headers = { 'x-request-id': 'r-1', 'transfer-encoding': 'chunked' }
  return new Promise((resolve, reject) => {
    const call = request(origin, { method: 'POST', headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve(text)
    })
    call.on('error', reject).flushHeaders()
    ask.then(() => call.end('late'))
  })
}

describe('a body that comes late', () => {
  test('is read by data and end in the context of its request', async () => {
    const { asked, ask } = gate()
    const seen: unknown[] = []
    const origin = await start((req, res) => {
      req.on('data', () => seen.push(['data', id()]))
      req.on('end', () => {
        seen.push(['end', id()])
        res.end()
      })
      ask()
    })
    await sendLate(origin, asked)
    expect(seen).toEqual([
      ['data', 'r-1'],
      ['end', 'r-1'],
    ])
  })

  test('is read by for await in the context of its request', async () => {
    const { asked, ask } = gate()
    const origin = await start(async (req, res) => {
      ask()
      for await (const chunk of req) res.write(`${chunk} ${id()} `)
      res.end(id())
    })
    expect(await sendLate(origin, asked)).toBe('late r-1 r-1')
  })

  test('is read by a listener that is added once, and one that is removed is gone', async () => {
    const { asked, ask } = gate()
    let removed = 0
    const origin = await start((req, res) => {
      const remove = () => removed++
      req.on('data', remove).off('data', remove)
      req.once('end', () => res.end(id())).resume()
      ask()
    })
    expect(await sendLate(origin, asked)).toBe('r-1')
    expect(removed).toBe(0)
  })
})
