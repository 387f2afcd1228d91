import { type Html, html } from '../../html.ts'
import type { Answer } from '../upstreams.ts'
import { at, listAt, textAt } from './read-json.ts'
import { sorry } from './sorry.ts'
import { stars } from './stars.ts'

/** Returns the reviews of the book with their stars, or that they cannot be had. */
export function bookReviews({ status, body }: Answer): Html {
  if (status !== 200) {
    return sorry('reviews-error', 'Error fetching product reviews', textAt(body, 'error'))
  }
  return html`<h2>Book Reviews</h2>
${listAt(body, 'reviews').map(card)}`
}

/** Returns which pod the reviews came from, once they came. */
export function servedBy({ status, body }: Answer): Html | undefined {
  if (status !== 200) return undefined
  const cluster = textAt(body, 'clustername')
  const where = cluster !== '' && cluster !== 'null' && html` on cluster <b>${cluster}</b>`
  return html`<p data-testid="served-by">Reviews served by: <b>${textAt(body, 'podname')}</b>${where}</p>`
}

function card(review: unknown): Html {
  return html`<figure class="review" data-testid="review">
${rating(at(review, 'rating'))}
<blockquote>“${textAt(review, 'text')}”</blockquote>
<figcaption>${textAt(review, 'reviewer')}</figcaption>
</figure>
`
}

/** v1 has no rating at all; v2 and v3 have stars, or the reason why there are none. */
function rating(value: unknown): Html | undefined {
  if (value === undefined) return undefined
  const error = textAt(value, 'error')
  if (error !== '') return html`<p class="no-stars" data-testid="ratings-error">${error}</p>`
  return stars(Number(at(value, 'stars')), textAt(value, 'color'))
}
