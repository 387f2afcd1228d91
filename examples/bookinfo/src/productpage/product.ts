/** A book on offer. */
export interface Product {
  id: number
  title: string
  /** Markup of our own, shown as it is. */
  descriptionHtml: string
}

/** All books on offer. */
export const products: readonly [Product] = [
  {
    id: 0,
    title: 'The Comedy of Errors',
    descriptionHtml:
      '<a href="https://en.wikipedia.org/wiki/The_Comedy_of_Errors">Wikipedia Summary</a>: ' +
      'Two pairs of twins, parted at sea as infants, end up in the same town on the same day, ' +
      'and nobody there can tell them apart. One of <b>William Shakespeare</b>’s first plays, ' +
      'his shortest, and one of his merriest.',
  },
]
