import { expect, test } from 'vitest'
import { type RunningApp, runApp } from './run-app.ts'

interface Sound {
  readonly app: string
  /** How many calls belong to a request; those of jobs do not. */
  readonly calls: number
  visit(app: RunningApp): Promise<unknown>
}

const at =
  (path: string, method = 'GET', body?: string) =>
  ({ send }: RunningApp): Promise<unknown> =>
    Promise.all([1, 2, 3].map(() => send(method, path, body)))

/** One request holds the pool while two others wait for it. */
async function meet({ send, told, held }: RunningApp): Promise<unknown> {
  const first = send('GET', '/held')
  const release = await held
  const others = [send('GET', '/b'), send('GET', '/c')]
  await told('waiting', 2)
  release()
  return Promise.all([first, ...others])
}

const SOUND: readonly Sound[] = [
  { app: 'express.js', calls: 6, visit: at('/', 'POST', '{"a":1}') },
  {
    app: 'koa.js',
    calls: 6,
    async visit(app) {
      await at('/')(app)
      // The app ends when the visit does.
      await app.told('audited', 3)
    },
  },
  { app: 'fastify.js', calls: 3, visit: at('/', 'POST', '{"a":1}') },
  { app: 'http.js', calls: 3, visit: at('/', 'POST', 'a late body') },
  { app: 'hono.js', calls: 3, visit: at('/') },
  { app: 'axios.js', calls: 9, visit: at('/') },
  { app: 'got.js', calls: 3, visit: at('/') },
  { app: 'undici-pool.js', calls: 3, visit: at('/') },
  { app: 'undici-interceptors.js', calls: 6, visit: at('/') },
  { app: 'streaming.js', calls: 6, visit: at('/') },
  { app: 'loader.js', calls: 3, visit: at('/') },
  { app: 'shared-work.js', calls: 3, visit: meet },
  { app: 'bound-pool.cjs', calls: 3, visit: meet },
  {
    app: 'background-job.js',
    calls: 2,
    async visit({ send }) {
      await Promise.all(['/next', '/bound', '/events'].map((path) => send('GET', path)))
      return send('GET', '/last')
    },
  },
]

test.each(SOUND)('has nothing to report of $app', async ({ app, calls, visit }) => {
  const { findings, requests } = await runApp(`sound/${app}`, visit)
  expect(findings).toEqual([])
  const all = requests.flatMap((request) => request.calls)
  expect(all.length).toBe(calls)
  expect(
    all.flatMap(({ headers }) => headers.filter(({ state }) => state !== 'forwarded')),
  ).toEqual([])
})
