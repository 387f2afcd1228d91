import { createServer, type RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import { listen } from './echo-server.ts'

/** Serves on a free port until the test ends, and gives the origin. */
export async function serve(listener: RequestListener): Promise<string> {
  const { origin, close } = await listen(createServer(listener))
  onTestFinished(close)
  return origin
}
