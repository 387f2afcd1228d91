/** What makes a details service v1 or v2. */
export interface DetailsOptions {
  /** Address of a Google Books search to take the details from (v2), or undefined for fixed ones (v1). */
  externalBooks?: string | undefined
  /** Longest wait for that search, in milliseconds. @default 5_000 */
  timeout?: number
}

const GOOGLE_BOOKS = 'www.googleapis.com/books/v1/volumes?q=isbn:0486424618'

/** Reads the options of a details service from its environment. */
export function detailsOptions(env: NodeJS.ProcessEnv): DetailsOptions {
  if (env.ENABLE_EXTERNAL_BOOK_SERVICE !== 'true') return {}
  const scheme = env.DO_NOT_ENCRYPT === 'true' ? 'http' : 'https'
  const externalBooks = env.EXTERNAL_BOOK_SERVICE_URL || `${scheme}://${GOOGLE_BOOKS}`
  if (URL.canParse(externalBooks)) return { externalBooks }
  throw new Error(`EXTERNAL_BOOK_SERVICE_URL must be a URL, got "${externalBooks}"`)
}
