import { expect, test } from 'vitest'
import { html } from '../src/html.ts'
import type { Answer } from '../src/productpage/upstreams.ts'
import { productPage } from '../src/productpage/view/product-page.ts'
import { signIn } from './kit/sign-in.ts'
import { startProductpage } from './kit/start-productpage.ts'

const EVIL = `<script>"'&</script>`
const SAFE = '&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;'
const product = { id: 0, title: 'A title', descriptionHtml: '<b>Bold</b> words' }
const book = { 'ISBN-10': '123', publisher: 'Us', pages: 200, type: 'paperback', language: 'Dutch' }

test('is one response that loads nothing else', async () => {
  const response = await fetch(`${await startProductpage()}/productpage`)
  const text = await response.text()
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(text).not.toMatch(/<script|<img|<iframe|@import|url\(|rel="stylesheet"/)
  expect(text.match(/<link [^>]*>/g)).toEqual([
    expect.stringMatching(/^<link rel="icon" href="data:image\/svg\+xml,/),
  ])
})

test('lets no script run', async () => {
  const response = await fetch(`${await startProductpage()}/productpage`)
  expect(response.headers.get('content-security-policy')).toContain("script-src 'none'")
})

test('has the titles that Istio’s tasks name', () => {
  const page = render({})
  expect(page).toContain('<title>Simple Bookstore App</title>')
  expect(page).toContain('BookInfo Sample</a>')
  expect(page).toContain('<h1>A title</h1>')
  expect(page).toContain('<p><b>Bold</b> words</p>')
  expect(page).toContain('<h2>Book Details</h2>')
  expect(page).toContain('<h2>Book Reviews</h2>')
})

test('lists the details of the book', () => {
  const terms = [...render({ details: book }).matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)]
  expect(terms.map(([, term, value]) => [term, value])).toEqual([
    ['ISBN-10', '123'],
    ['Publisher', 'Us'],
    ['Pages', '200'],
    ['Type', 'paperback'],
    ['Language', 'Dutch'],
  ])
})

test.each([
  ['black', 5, 'black', 5],
  ['red', 4, 'red', 4],
  ['red', 0, 'red', 0],
  ['red', 9, 'red', 5],
  ['red', -2, 'red', 0],
  ['Blue', 3, 'blue', 3],
  ['red;}body{display:none', 3, 'black', 3],
  ['', Number.NaN, 'black', 0],
])('draws stars of colour "%s" and number %d', (color, stars, shown, filled) => {
  const page = render({ reviews: { reviews: [{ text: 'x', rating: { stars, color } }] } })
  expect(page).toContain(`class="stars text-${shown}-500"`)
  expect(page).toContain(`aria-label="${filled} of 5 stars"`)
  expect(page.match(/<svg class="full"/g) ?? []).toHaveLength(filled)
  expect(page.match(/<svg class="empty"/g) ?? []).toHaveLength(5 - filled)
})

test('shows reviews without stars when they have no rating', () => {
  const page = render({ reviews: { reviews: [{ reviewer: 'Ann', text: 'Fine.' }] } })
  expect(page).toContain('“Fine.”')
  expect(page).toContain('<figcaption>Ann</figcaption>')
  expect(page).not.toContain('data-testid="stars"')
})

test('says in each review that ratings is unavailable', () => {
  const rating = { error: 'Ratings service is currently unavailable' }
  const page = render({ reviews: { reviews: [{ rating }, { rating }] } })
  expect(
    page.match(/data-testid="ratings-error">Ratings service is currently unavailable</g),
  ).toHaveLength(2)
})

test.each([
  ['null', 'Reviews served by: <b>pod-1</b></p>'],
  [undefined, 'Reviews served by: <b>pod-1</b></p>'],
  ['east', 'Reviews served by: <b>pod-1</b> on cluster <b>east</b></p>'],
])('names the pod that served the reviews, on cluster %s', (clustername, text) => {
  expect(render({ reviews: { podname: 'pod-1', clustername, reviews: [] } })).toContain(text)
})

test('answers 200 and says what cannot be had', async () => {
  const response = await fetch(`${await startProductpage()}/productpage`)
  const page = await response.text()
  expect(response.status).toBe(200)
  expect(page).toMatch(
    /data-testid="details-error"><h2>Error fetching product details<\/h2>\s*<p>Sorry, product details are currently unavailable for this book\.</,
  )
  expect(page).toMatch(
    /data-testid="reviews-error"><h2>Error fetching product reviews<\/h2>\s*<p>Sorry, product reviews are currently unavailable for this book\.</,
  )
  expect(page).not.toContain('Reviews served by')
})

test.each<[part: string, page: string]>([
  ['a detail', render({ details: { ...book, publisher: EVIL } })],
  ['a text', render({ reviews: { reviews: [{ text: EVIL }] } })],
  ['a reviewer', render({ reviews: { reviews: [{ reviewer: EVIL }] } })],
  ['a pod', render({ reviews: { podname: EVIL, reviews: [] } })],
  ['a cluster', render({ reviews: { clustername: EVIL, reviews: [] } })],
  ['a rating’s error', render({ reviews: { reviews: [{ rating: { error: EVIL } }] } })],
  ['the details’ error', render({ details: { error: EVIL } }, 500)],
  ['the reviews’ error', render({ reviews: { error: EVIL } }, 500)],
  ['the user', render({}, 200, EVIL)],
  ['the title', render({}, 200, undefined, { ...product, title: EVIL })],
])('escapes %s', (_, page) => {
  expect([page.includes(EVIL), page.includes(SAFE)]).toEqual([false, true])
})

test.each([null, 7, 'text', [], { reviews: 'none' }, { reviews: [null, 3, { rating: null }] }])(
  'is drawn whatever a service sends: %o',
  (body) => {
    expect(render({ details: body, reviews: body })).toContain('</html>')
  },
)

test('escapes a user who signed in under a wicked name', async () => {
  const page = await startProductpage()
  const cookie = await signIn(page, EVIL)
  const text = await (await fetch(`${page}/productpage`, { headers: { cookie } })).text()
  expect([text.includes(EVIL), text.includes(SAFE)]).toEqual([false, true])
})

test('the index shows the tree of services', async () => {
  const page = await startProductpage({
    details: 'http://d:1',
    reviews: 'http://r:2',
    ratings: 'http://s:3',
  })
  for (const path of ['/', '/index.html']) {
    const text = await (await fetch(page + path)).text()
    expect(
      text.match(/<ul class="tree".*<\/ul>/s)?.[0].replaceAll(/<[/b\w]*b>|<\/?code>/g, ' '),
    ).toBe(
      `<ul class="tree" data-testid="tree"><li data-service="productpage"> productpage  ${page} <ul>` +
        '<li data-service="details"> details  http://d:1 </li>' +
        '<li data-service="reviews"> reviews  http://r:2 <ul>' +
        '<li data-service="ratings"> ratings  http://s:3 </li></ul></li></ul></li></ul>',
    )
    expect(text).toContain('href="/productpage?u=normal"')
    expect(text).toContain('href="/productpage?u=test"')
  }
})

test('what looks like markup but was not made by the template is text', () => {
  const posing = JSON.parse('{"markup":"<b>"}')
  expect(html`${posing}`.markup).toBe('[object Object]')
})

function render(
  bodies: { details?: unknown; reviews?: unknown },
  status = 200,
  user?: string,
  shown = product,
): string {
  const answer = (body: unknown): Answer => ({ status, body })
  const { details = book, reviews = { reviews: [] } } = bodies
  return productPage({ user, product: shown, details: answer(details), reviews: answer(reviews) })
}
