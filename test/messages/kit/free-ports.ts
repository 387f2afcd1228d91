import { listen } from '../../../examples/mesh/src/listen.ts'

/** Finds ports of 127.0.0.1 that are free now. */
export async function freePorts(count: number): Promise<number[]> {
  const listeners = await Promise.all(
    Array.from({ length: count }, () => listen(0, 'the test', () => undefined)),
  )
  await Promise.all(listeners.map((listener) => listener.close()))
  return listeners.map(({ port }) => port)
}
