import { request } from 'node:http'

/** Calls a URL with these headers, and gives the answer, parsed. */
export function callPlain(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  return new Promise((resolve) => {
    const call = request(url, { headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(JSON.parse(text)))
    })
    call.on('error', () => resolve({ failed: true })).end()
  })
}
