/** Signs in on a productpage and returns the cookies of the session. */
export async function signIn(page: string, username: string): Promise<string> {
  const response = await fetch(`${page}/login`, {
    method: 'POST',
    body: new URLSearchParams({ username, passwd: 'any' }),
    redirect: 'manual',
  })
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}
