import { expect, test } from 'vitest'
import { createDetails } from '../src/details/app.ts'
import { detailsOptions } from '../src/details/options.ts'
import { startServer } from './kit/start-server.ts'
import { NOWHERE, type Reply, startUpstream } from './kit/start-upstream.ts'

const volume = {
  authors: ['William Shakespeare', 'An Editor'],
  publishedDate: '2002-01-01',
  printType: 'BOOK',
  pageCount: 64,
  publisher: 'Courier Corporation',
  language: 'en',
  industryIdentifiers: [
    { type: 'ISBN_13', identifier: '9780486424613' },
    { type: 'ISBN_10', identifier: '0486424618' },
  ],
}

test('shows the first book that the external service finds', async () => {
  const books = await startUpstream({ body: { items: [{ volumeInfo: volume }, {}] } })
  expect(await detailsFrom(books.address)).toEqual({
    status: 200,
    body: {
      id: 5,
      author: 'William Shakespeare',
      year: '2002-01-01',
      type: 'paperback',
      pages: 64,
      publisher: 'Courier Corporation',
      language: 'English',
      'ISBN-10': '0486424618',
      'ISBN-13': '9780486424613',
    },
  })
})

test('says unknown of a type or language it does not know', async () => {
  const items = [{ volumeInfo: { ...volume, printType: 'MAGAZINE', language: 'it' } }]
  const books = await startUpstream({ body: { items } })
  expect((await detailsFrom(books.address)).body).toMatchObject({
    type: 'unknown',
    language: 'unknown',
  })
})

test.each<[failure: string, reply: Reply, error: RegExp]>([
  ['status 429', { status: 429 }, /^the external book service answered 429$/],
  ['no book', { body: { totalItems: 0 } }, /^the external book service found no book$/],
  ['null', { body: null }, /^the external book service found no book$/],
  ['no JSON', { text: '<html>' }, /JSON/],
  ['silence', undefined, /timeout/],
])(
  'answers 400 with a sentence when the external service answers with %s',
  async (_, reply, error) => {
    const books = await startUpstream(reply)
    expect(await detailsFrom(books.address)).toEqual({
      status: 400,
      body: { error: expect.stringMatching(error) },
    })
  },
)

test('answers 400 when the external service cannot be reached', async () => {
  expect(await detailsFrom(NOWHERE)).toEqual({ status: 400, body: { error: expect.any(String) } })
})

test.each([
  [{}, undefined],
  [{ ENABLE_EXTERNAL_BOOK_SERVICE: 'false' }, undefined],
  [
    { ENABLE_EXTERNAL_BOOK_SERVICE: 'true' },
    'https://www.googleapis.com/books/v1/volumes?q=isbn:0486424618',
  ],
  [
    { ENABLE_EXTERNAL_BOOK_SERVICE: 'true', DO_NOT_ENCRYPT: 'true' },
    'http://www.googleapis.com/books/v1/volumes?q=isbn:0486424618',
  ],
  [
    { ENABLE_EXTERNAL_BOOK_SERVICE: 'true', EXTERNAL_BOOK_SERVICE_URL: 'http://books:1/' },
    'http://books:1/',
  ],
])('with %o asks %s', (env, address) => {
  expect(detailsOptions(env).externalBooks).toBe(address)
})

async function detailsFrom(externalBooks: string) {
  const details = await startServer(createDetails({ externalBooks, timeout: 500 }))
  const response = await fetch(`${details}/details/5`)
  return { status: response.status, body: await response.json() }
}
