import { expect, test } from 'vitest'
import { signIn } from './kit/sign-in.ts'
import { startProductpage } from './kit/start-productpage.ts'

test('signs in with a signed cookie that scripts cannot read', async () => {
  const page = await startProductpage()
  const response = await post(`${page}/login`, { username: 'jason', passwd: 'any' })
  const cookies = response.headers.getSetCookie()
  expect(cookies).toEqual([
    expect.stringMatching(/^session=/),
    expect.stringMatching(/^session\.sig=/),
  ])
  for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax; httponly$/)
})

test('shows who is signed in, and the way out', async () => {
  const page = await startProductpage()
  const html = await load(page, await signIn(page, 'jason'))
  expect(html).toContain('<b data-testid="user">jason</b>')
  expect(html).toMatch(/href="logout"[^>]*>Sign out</)
  expect(html).not.toContain('data-testid="sign-in"')
})

test('shows the form to whom is not signed in', async () => {
  const html = await load(await startProductpage(), '')
  expect(html).toContain('<form method="post" action="login">')
  expect(html).not.toContain('Sign out')
})

test('signs out', async () => {
  const page = await startProductpage()
  const response = await fetch(`${page}/logout`, {
    headers: { cookie: await signIn(page, 'jason'), referer: `${page}/productpage?u=test` },
    redirect: 'manual',
  })
  expect({
    status: response.status,
    location: response.headers.get('location'),
    cookie: response.headers.getSetCookie()[0],
  }).toEqual({
    status: 302,
    location: '/productpage?u=test',
    cookie: expect.stringMatching(/^session=; .*expires=Thu, 01 Jan 1970/),
  })
})

test('takes the name from the query, too', async () => {
  const page = await startProductpage()
  const response = await post(`${page}/login?username=jason`, {})
  expect(response.headers.getSetCookie()).toHaveLength(2)
})

test.each([
  ['no name', {}],
  ['a blank name', { username: '  ' }],
])('signs nobody in with %s', async (_, fields) => {
  const response = await post(`${await startProductpage()}/login`, fields)
  expect([response.status, response.headers.getSetCookie()]).toEqual([302, []])
})

test('believes no cookie that it did not sign', async () => {
  const page = await startProductpage()
  const session = Buffer.from('{"user":"jason"}').toString('base64')
  const html = await load(page, `session=${session}; session.sig=AAAAAAAAAAAAAAAAAAAAAAAAAAA`)
  expect(html).not.toContain('jason')
})

test('believes the cookie of another productpage with the same secret', async () => {
  const [one, other] = await Promise.all(
    ['s3cret', 's3cret'].map((sessionSecret) => startProductpage({ sessionSecret })),
  )
  expect(await load(other ?? '', await signIn(one ?? '', 'jason'))).toContain('jason')
})

test.each([
  ['no Referer', undefined, '/productpage'],
  ['its own page', 'SELF/productpage?u=normal', '/productpage?u=normal'],
  ['its index', 'SELF/', '/'],
  ['another site', 'https://evil.example/productpage?u=normal', '/productpage'],
  ['another port', 'http://127.0.0.1:1/index.html', '/productpage'],
  ['a path that names a host', 'SELF//evil.example/', '/productpage'],
  ['a path that names a host backwards', 'SELF/\\evil.example/', '/productpage'],
  ['a user name that looks like us', 'http://SELFHOST@evil.example/', '/productpage'],
  ['a script', 'javascript:alert(1)', '/productpage'],
  ['nonsense', 'productpage', '/productpage'],
])('leads back after signing in from %s', async (_, referer, location) => {
  const page = await startProductpage()
  const from = referer?.replace('SELFHOST', new URL(page).host).replace('SELF', page)
  const headers: Record<string, string> = from === undefined ? {} : { referer: from }
  const response = await post(`${page}/login`, { username: 'jason' }, headers)
  expect([response.status, response.headers.get('location')]).toEqual([302, location])
})

test('refuses a form that is too large', async () => {
  const page = await startProductpage()
  expect((await post(`${page}/login`, { username: 'x'.repeat(5_000) })).status).toBe(413)
})

function post(address: string, fields: Record<string, string>, headers = {}): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  })
}

async function load(page: string, cookie: string): Promise<string> {
  return (await fetch(`${page}/productpage`, { headers: { cookie } })).text()
}
