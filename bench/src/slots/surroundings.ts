import type { LoadControl } from '../load/main.ts'
import { type Running, start } from '../processes/start.ts'
import type { UpstreamControl } from '../upstream/main.ts'

/** What every service that is measured needs beside it. */
export interface Surroundings {
  readonly upstream: Running<UpstreamControl>
  readonly upstreamPort: number
  readonly load: Running<LoadControl>
}

/** Starts the upstream and the load generator, gives them, and stops them afterwards. */
export async function withSurroundings<Result>(
  use: (surroundings: Surroundings) => Promise<Result>,
): Promise<Result> {
  const upstream = await start<UpstreamControl>('upstream', 'others')
  const load = await start<LoadControl>('load', 'others')
  try {
    return await use({ upstream, upstreamPort: await upstream.ask.port(), load })
  } finally {
    await Promise.all([upstream.stop(), load.stop()])
  }
}
