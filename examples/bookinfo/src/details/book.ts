/** The details of a book, in the order they are sent. */
export interface Book {
  id: number
  author: string | undefined
  /** A year, or what Google Books gives as the date of publication. */
  year: number | string | undefined
  type: string
  pages: number | undefined
  publisher: string | undefined
  language: string
  'ISBN-10': string | undefined
  'ISBN-13': string | undefined
}

/** The one book this shop sells, under whatever id. */
export function knownBook(id: number): Book {
  return {
    id,
    author: 'William Shakespeare',
    year: 1595,
    type: 'paperback',
    pages: 200,
    publisher: 'PublisherA',
    language: 'English',
    'ISBN-10': '1234567890',
    'ISBN-13': '123-1234567890',
  }
}
