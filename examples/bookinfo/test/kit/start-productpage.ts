import { createProductpage } from '../../src/productpage/app.ts'
import type { ProductpageOptions } from '../../src/productpage/options.ts'
import { startServer } from './start-server.ts'
import { NOWHERE } from './start-upstream.ts'

/** Serves a productpage until the test ends; the services it is not told of are down. */
export function startProductpage(options: Partial<ProductpageOptions> = {}): Promise<string> {
  return startServer(
    createProductpage({ details: NOWHERE, reviews: NOWHERE, ratings: NOWHERE, ...options }),
  )
}
