import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/** Asks an Envoy about itself, through its admin interface. */
export interface EnvoyAdmin {
  /** The ports it listens at, by the listeners' names. */
  ports(): Promise<ReadonlyMap<string, number>>
  /**
   * Says whether it follows a version of its clusters, endpoints or routes, once it does or has refused one.
   * @throws when the signal comes before.
   */
  follows(subject: string, version: string, signal: AbortSignal): Promise<boolean>
}

/** Reaches an Envoy at the address that it writes to a file; resolves once it serves requests. */
export async function reachAdmin(addressFile: string, signal: AbortSignal): Promise<EnvoyAdmin> {
  let address = ''
  const ask = async (path: string) => (await fetch(`http://${address}${path}`, { signal })).text()
  await until(async () => {
    address = await readFile(addressFile, 'utf8').catch(() => '')
    return (await ask('/ready').catch(() => '')).startsWith('LIVE')
  }, signal)
  let refused = await refusals()

  async function refusals(): Promise<number> {
    const counters = await ask('/stats?filter=update_rejected')
    return [...counters.matchAll(/: (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
  }

  return {
    async ports() {
      const { listener_statuses } = JSON.parse(await ask('/listeners?format=json'))
      return new Map(
        listener_statuses.map(
          (listener: { name: string; local_address: { socket_address: { port_value: number } } }) =>
            [listener.name, listener.local_address.socket_address.port_value] as const,
        ),
      )
    },
    async follows(subject, version, signal) {
      const outcome = await until(async () => {
        const versions = await ask('/stats?filter=version_text')
        if (versions.includes(`${subject}.version_text: "${version}"`)) return 'followed'
        const count = await refusals()
        if (count === refused) return undefined
        refused = count
        return 'refused'
      }, signal)
      return outcome === 'followed'
    },
  }
}

// An Envoy tells nobody when it is done; it has to be asked.
async function until<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted()
    const answer = await ask()
    if (answer) return answer
    await pause(10)
  }
}
