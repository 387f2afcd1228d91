import { expect, test } from 'vitest'
import { lineOf } from './line-of.ts'
import { otherCopy } from './other-copy.ts'
import { type RunningApp, runApp } from './run-app.ts'

interface Broken {
  readonly app: string
  readonly kind: string
  readonly cause: RegExp
  readonly because?: readonly RegExp[]
  visit?(app: RunningApp): Promise<unknown>
}

const BROKEN: readonly Broken[] = [
  {
    app: 'callback-pool',
    kind: 'another-request',
    cause: /^a callback of this request was called in the context of another one/,
    because: [/^called by connect /],
    async visit({ send, told, held }) {
      const first = send('GET', '/held')
      const release = await held
      const others = [send('GET', '/b'), send('GET', '/c')]
      await told('waiting', 2)
      release()
      return Promise.all([first, ...others])
    },
  },
  {
    app: 'module-emitter',
    kind: 'lost-context',
    cause: /^a listener of "change", registered in this request, was called outside of any request/,
    because: [/^registered at /, /^emitted at /, /^by a timer, made at /],
    visit: ({ send }) => send('GET', '/price'),
  },
  {
    app: 'middleware-order',
    kind: 'middleware-order',
    cause: /^waybill\(\) was registered behind the route "\/"/,
    because: [/^registered at /],
  },
  { app: 'unwrapped-client', kind: 'unwrapped-client', cause: /^axios / },
  { app: 'wrong-target', kind: 'target-refused', cause: /^`targets` .* 127\.0\.0\.1:/ },
  { app: 'doubled-header', kind: 'doubled', cause: /^two writers / },
  { app: 'array-headers', kind: 'array-headers', cause: /list/ },
  {
    app: 'batch',
    kind: 'another-request',
    cause: /^a batch did the work of this request in the context of another one/,
    because: [/^called /, /^this request waits at /],
    visit: ({ send }) => Promise.all([send('GET', '/users/1'), send('GET', '/users/2')]),
  },
  { app: 'two-copies', kind: 'two-copies', cause: /^one copy / },
  { app: 'redirect', kind: 'redirect-leak', cause: /^a redirect of 127\.0\.0\.1.* to localhost/ },
]

process.env.OTHER_COPY = otherCopy()

test.each(BROKEN)('names the cause and the line of $app', async (broken) => {
  const { app, kind, cause, because = [], visit = ({ send }) => send('GET', '/') } = broken
  const { findings } = await runApp(`broken/${app}.js`, visit)
  expect(findings.map((finding) => [finding.kind, place(finding.at)])).toEqual([
    [kind, `${app}.js:${lineOf(`broken/${app}.js`, '// the line')}`],
  ])
  expect(findings[0]?.cause).toMatch(cause)
  for (const pattern of because)
    expect(findings[0]?.because).toContainEqual(expect.stringMatching(pattern))
})

function place(at: string | undefined): string | undefined {
  return at?.replace(/^.*\//, '')
}
