import { type Html, html } from '../../html.ts'

/** Returns a notice for a part of the page that cannot be shown. */
export function sorry(testId: string, title: string, reason: string): Html {
  return html`<div class="sorry" role="status" data-testid="${testId}"><h2>${title}</h2>
<p>${reason}</p></div>`
}
