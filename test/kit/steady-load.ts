import { EventEmitter, once } from 'node:events'

/** What a visitor of the product page saw. */
export interface PageSeen {
  readonly status: number
  readonly milliseconds: number
  /** The sentences in which Bookinfo says that a part of the page could not be had. */
  readonly errors: readonly string[]
  /** Whether the book's details, its reviews and their stars are all there. */
  readonly isWhole: boolean
}

/** Visitors who load the page again and again. */
export interface SteadyLoad {
  /** Everything they have seen, in the order of the answers. */
  readonly seen: readonly PageSeen[]
  /** Resolves with the first page from now on that is as wanted. */
  next(isWanted: (page: PageSeen) => boolean): Promise<PageSeen>
  /** Resolves once each visitor has seen two whole pages since anybody saw any other. */
  allWell(): Promise<void>
  /** Lets the visitors finish the page they are loading. */
  stop(): Promise<void>
}

/** Starts so many visitors. */
export function startLoad(productpage: string, visitors: number): SteadyLoad {
  const seen: PageSeen[] = []
  const events = new EventEmitter()
  events.setMaxListeners(0)
  let isStopping = false

  async function visit(): Promise<void> {
    while (!isStopping) {
      const page = await load(productpage)
      seen.push(page)
      events.emit('page', page)
    }
  }
  const visits = Array.from({ length: visitors }, visit)

  return {
    seen,
    async next(isWanted) {
      for (;;) {
        const [page] = (await once(events, 'page')) as [PageSeen]
        if (isWanted(page)) return page
      }
    },
    async allWell() {
      for (let inARow = 0; inARow < 2 * visitors; ) {
        const [page] = (await once(events, 'page')) as [PageSeen]
        inARow = page.isWhole ? inARow + 1 : 0
      }
    },
    async stop() {
      isStopping = true
      await Promise.all(visits)
    },
  }
}

const sentences = [
  'Sorry, product details are currently unavailable for this book.',
  'Sorry, product reviews are currently unavailable for this book.',
  'Ratings service is currently unavailable',
]

async function load(productpage: string): Promise<PageSeen> {
  const start = performance.now()
  const response = await fetch(productpage)
  const text = await response.text()
  const parts = ['ISBN-10', 'Reviewer1', 'Reviewer2', 'class="stars text-red-500"']
  return {
    status: response.status,
    milliseconds: performance.now() - start,
    errors: sentences.filter((sentence) => text.includes(sentence)),
    isWhole: parts.every((part) => text.includes(part)),
  }
}
