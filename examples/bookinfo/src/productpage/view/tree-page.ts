import { type Html, html } from '../../html.ts'
import { layout } from './layout.ts'

/** What the index shows. */
export interface TreePage {
  user: string | undefined
  /** The address productpage was reached at. */
  self: string
  details: string
  reviews: string
  ratings: string
}

/** Returns the index: which service calls which, and ways into the shop. */
export function treePage({ user, self, details, reviews, ratings }: TreePage): string {
  const tree = node('productpage', self, [
    node('details', details),
    node('reviews', reviews, [node('ratings', ratings)]),
  ])
  return layout({
    user,
    main: html`<section class="index">
<h1>A shop of four services</h1>
<ul class="tree" data-testid="tree">${tree}</ul>
<p class="pages"><a class="button full" href="/productpage?u=normal">Normal user</a>
<a class="button" href="/productpage?u=test">Test user</a></p>
</section>`,
  })
}

function node(name: string, address: string, children: readonly Html[] = []): Html {
  const calls = children.length > 0 && html`<ul>${children}</ul>`
  return html`<li data-service="${name}"><b>${name}</b><code>${address}</code>${calls}</li>`
}
