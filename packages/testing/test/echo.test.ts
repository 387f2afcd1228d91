import { gate, type Received, startEcho } from '@waybill/testing'
import { expect, onTestFinished, test } from 'vitest'

async function running() {
  const echo = await startEcho()
  onTestFinished(() => echo.close())
  return echo
}

test('an echo server answers with what arrived, and remembers it', async () => {
  const echo = await running()
  const answer = await fetch(`${echo.origin}/a?b=c`, { method: 'POST', headers: { 'X-A': '1' } })
  const received = (await answer.json()) as Received
  expect(received).toMatchObject({ method: 'POST', path: '/a?b=c', headers: { 'x-a': '1' } })
  expect(echo.received).toEqual([received])
})

test('it redirects, and sets a status, as the query asks', async () => {
  const { origin } = await running()
  const redirect = await fetch(`${origin}/?to=/end&status=307`, { redirect: 'manual' })
  expect([redirect.status, redirect.headers.get('location')]).toEqual([307, '/end'])
  expect((await fetch(`${origin}/?status=404`)).status).toBe(404)
})

test('it holds requests until as many are there as the query asks', async () => {
  const { origin, received } = await running()
  const first = fetch(`${origin}/?hold=2`)
  let isAnswered = false
  first.then(() => {
    isAnswered = true
  })
  await fetch(origin)
  expect([isAnswered, received.length]).toEqual([false, 2])
  await fetch(`${origin}/?hold=2`)
  await first
})

test('a gate holds what waits for it until it is opened', async () => {
  const { opened, open } = gate()
  const seen: string[] = []
  const waiting = opened.then(() => seen.push('through'))
  await Promise.resolve()
  seen.push('open')
  open()
  await waiting
  expect(seen).toEqual(['open', 'through'])
})
