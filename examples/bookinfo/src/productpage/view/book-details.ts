import { type Html, html } from '../../html.ts'
import type { Answer } from '../upstreams.ts'
import { textAt } from './read-json.ts'
import { sorry } from './sorry.ts'

const SHOWN = [
  ['ISBN-10', 'ISBN-10'],
  ['Publisher', 'publisher'],
  ['Pages', 'pages'],
  ['Type', 'type'],
  ['Language', 'language'],
] as const

/** Returns what details knows about the book, or that it cannot be had. */
export function bookDetails({ status, body }: Answer): Html {
  if (status !== 200) {
    return sorry('details-error', 'Error fetching product details', textAt(body, 'error'))
  }
  const rows = SHOWN.map(
    ([label, key]) => html`<div><dt>${label}</dt><dd>${textAt(body, key)}</dd></div>`,
  )
  return html`<h2>Book Details</h2>
<dl class="facts" data-testid="details">${rows}</dl>`
}
