import { generate } from 'selfsigned'

let made: Promise<{ key: string; cert: string }> | undefined

/** A self-signed certificate for the tests' own https servers, made once a process. */
export function certificate(): Promise<{ key: string; cert: string }> {
  made ??= generate([{ name: 'commonName', value: '127.0.0.1' }]).then(
    ({ private: key, cert }) => ({ key, cert }),
  )
  return made
}
