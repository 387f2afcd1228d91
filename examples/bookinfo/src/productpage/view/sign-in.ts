import { type Html, html } from '../../html.ts'

/** Returns the name of who is signed in and the way out, or the button and form to sign in. */
export function signIn(user: string | undefined): Html {
  if (user !== undefined) {
    return html`<div class="who"><b data-testid="user">${user}</b>
<a class="button" href="logout" data-testid="sign-out">Sign out</a></div>`
  }
  // A popover opens and closes without a script.
  return html`<button class="button" type="button" popovertarget="sign-in" data-testid="sign-in">Sign in</button>
<dialog id="sign-in" popover aria-labelledby="sign-in-title">
<form method="post" action="login">
<h2 id="sign-in-title">Sign in</h2>
<p>Any name will do, and any password.</p>
<label>User name <input name="username" required maxlength="64" autocomplete="username" autofocus data-testid="username"></label>
<label>Password <input name="passwd" type="password" autocomplete="current-password" data-testid="password"></label>
<button class="button full" data-testid="submit-sign-in">Sign in</button>
</form>
</dialog>`
}
