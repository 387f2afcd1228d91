import { Agent } from 'node:http'
import { fetch } from '@waybill/fetch'
import { wrapSuperagent } from '@waybill/superagent'
import superagent from 'superagent'

/** Gets what is at an address within `timeout` milliseconds, whatever its status. */
export type Get = (address: string, timeout: number) => Promise<{ status: number; text: string }>

/** Gets by `fetch`. */
export const getByFetch: Get = async function getByFetch(address, timeout) {
  const response = await fetch(address, { signal: AbortSignal.timeout(timeout) })
  // Read to the end even when it is not wanted, so that the connection can serve the next call.
  return { status: response.status, text: await response.text() }
}

const calls = wrapSuperagent(superagent)
// Left to itself, SuperAgent makes a connection for each call.
const agent = new Agent({ keepAlive: true })

/** Gets by SuperAgent. */
export const getBySuperagent: Get = async function getBySuperagent(address, timeout) {
  const call = calls.get(address).agent(agent).timeout(timeout)
  // As text, since it would turn JSON that is wrong into an error, whatever the status.
  const { status, body } = await call.ok(() => true).responseType('text')
  return { status, text: String(body) }
}
