import { type Html, html, raw } from '../../html.ts'
import { signIn } from './sign-in.ts'
import { style } from './style.ts'

/** A page of the shop. */
export interface Page {
  /** Who is signed in, if anybody. */
  user: string | undefined
  main: Html
  footer?: Html | undefined
}

/** Returns a whole document that needs no other file and no script. */
export function layout({ user, main, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simple Bookstore App</title>
<link rel="icon" href="${FAVICON}">
<style>${style}</style>
</head>
<body>
<header class="bar"><div class="width">
<a class="brand" href="productpage">${BOOK}BookInfo Sample</a>
${signIn(user)}
</div></header>
<main class="width">
${main}
</main>
<footer><div class="width">
${footer}
<p>A small bookshop that shows how headers travel.</p>
</div></footer>
</body>
</html>
`.toString()
}

const BOOK = raw(
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linejoin="round" aria-hidden="true">' +
    '<path d="M12 6.5C9.5 4.6 6.3 4.2 3 4.7v14c3.3-.5 6.5-.1 9 1.8 2.5-1.9 5.7-2.3 9-1.8v-14c-3.3-.5-6.5-.1-9 1.8Z M12 6.5v14"/></svg>',
)

const FAVICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="5" y="3" width="22" height="26" rx="3" fill="#2c5a4b"/>' +
    '<g fill="none" stroke="#e3c579" stroke-width="2"><circle cx="13.5" cy="16" r="4.5"/><circle cx="18.5" cy="16" r="4.5"/></g></svg>',
)}`
