import { wrapGot } from '@waybill/got'
import { got } from 'got'
import type { Book } from './book.ts'

/** The part of a Google Books volume that is shown (https://developers.google.com/books/docs/v1/reference/volumes). */
interface Volume {
  authors?: string[]
  publishedDate?: string
  printType?: string
  pageCount?: number
  publisher?: string
  language?: string
  industryIdentifiers?: { type?: string; identifier?: string }[]
}

const books = wrapGot(got.extend({ retry: { limit: 0 }, throwHttpErrors: false }))

/**
 * Fetches a book's details from a Google Books search. No header of the request being served goes
 * there: the search is outside the mesh.
 *
 * @throws an Error with a sentence when the search fails or finds nothing.
 */
export async function fetchExternalBook(
  id: number,
  address: string,
  timeout: number,
): Promise<Book> {
  const volume = await firstVolume(address, timeout)
  return {
    id,
    author: volume.authors?.[0],
    year: volume.publishedDate,
    type: volume.printType === 'BOOK' ? 'paperback' : 'unknown',
    pages: volume.pageCount,
    publisher: volume.publisher,
    language: volume.language === 'en' ? 'English' : 'unknown',
    'ISBN-10': isbn(volume, 'ISBN_10'),
    'ISBN-13': isbn(volume, 'ISBN_13'),
  }
}

async function firstVolume(address: string, timeout: number): Promise<Volume> {
  const { ok, statusCode, body } = await books(address, { signal: AbortSignal.timeout(timeout) })
  if (!ok) throw new Error(`the external book service answered ${statusCode}`)
  const found: { items?: { volumeInfo?: Volume }[] } | null = JSON.parse(body)
  const volume = found?.items?.[0]?.volumeInfo
  if (volume === undefined) throw new Error('the external book service found no book')
  return volume
}

function isbn(volume: Volume, type: string): string | undefined {
  return volume.industryIdentifiers?.find((identifier) => identifier.type === type)?.identifier
}
