import { type Html, html, raw } from '../../html.ts'

const MOST = 5

/** Returns five stars, the first `count` of them filled, in a colour by its CSS name. */
export function stars(count: number, color: string): Html {
  const filled = Math.max(0, Math.min(MOST, Math.round(count) || 0))
  const name = /^[a-z]+$/i.test(color) ? color.toLowerCase() : 'black'
  const star = Array.from({ length: MOST }, (_, index) => (index < filled ? FULL : EMPTY))
  return html`<span class="stars text-${name}-500"${ownColor(name)} role="img" aria-label="${filled} of ${MOST} stars" data-testid="stars">${star}</span>`
}

/** The style has a tone of its own for the colours of v2 and v3 only. */
function ownColor(name: string): Html | undefined {
  return name === 'black' || name === 'red' ? undefined : html` style="color: ${name}"`
}

const star = (className: string): Html =>
  raw(
    `<svg class="${className}" viewBox="0 0 24 24" aria-hidden="true"><path d="m12 2.8 2.84 5.76 6.36.92-4.6 4.48 1.09 6.33L12 17.3l-5.69 2.99 1.09-6.33-4.6-4.48 6.36-.92Z"/></svg>`,
  )
const FULL = star('full')
const EMPTY = star('empty')
