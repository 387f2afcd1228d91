import { html, raw } from '../../html.ts'
import type { Product } from '../product.ts'
import type { Answer } from '../upstreams.ts'
import { bookDetails } from './book-details.ts'
import { bookReviews, servedBy } from './book-reviews.ts'
import { cover } from './cover.ts'
import { layout } from './layout.ts'

/** What the product page shows. */
export interface ProductPage {
  user: string | undefined
  product: Product
  details: Answer
  reviews: Answer
}

/** Returns the page of a book. */
export function productPage({ user, product, details, reviews }: ProductPage): string {
  return layout({
    user,
    main: html`<section class="hero">
${cover}
<div><h1>${product.title}</h1>
<p>${raw(product.descriptionHtml)}</p></div>
</section>
<div class="columns">
<section>${bookDetails(details)}</section>
<section>${bookReviews(reviews)}</section>
</div>`,
    footer: servedBy(reviews),
  })
}
