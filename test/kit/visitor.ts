/** Loads the product page, with headers of the visitor's own; any other status than 200 is an error. */
export async function load(
  productpage: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(productpage, { headers })
  const page = await response.text()
  if (response.status !== 200) throw new Error(`the page answered ${response.status}: ${page}`)
  return page
}

/** Logs in and gives the cookie that says so. */
export async function login(productpage: string, username: string): Promise<string> {
  const response = await fetch(new URL('login', productpage), {
    method: 'POST',
    body: new URLSearchParams({ username, passwd: 'x' }),
    redirect: 'manual',
  })
  if (response.status !== 302) throw new Error(`the login answered ${response.status}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** What sends each of so many requests, so many at a time; rejects with the first error. */
export async function atOnce<T>(
  count: number,
  width: number,
  send: (index: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  async function worker(): Promise<void> {
    while (next < count) {
      const index = next++
      results[index] = await send(index)
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
