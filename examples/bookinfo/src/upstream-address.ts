/** The base address of another service, by the environment: `http://{host}[.{domain}]:{port}`. */
export function upstreamAddress(
  name: 'details' | 'reviews' | 'ratings',
  env: NodeJS.ProcessEnv,
): string {
  const prefix = name.toUpperCase()
  const host = env[`${prefix}_HOSTNAME`] || name
  const domain = env.SERVICES_DOMAIN ? `.${env.SERVICES_DOMAIN}` : ''
  const port = env[`${prefix}_SERVICE_PORT`] || '9080'
  const address = `http://${host}${domain}:${port}`
  if (URL.canParse(address)) return address
  throw new Error(
    `${prefix}_HOSTNAME, SERVICES_DOMAIN and ${prefix}_SERVICE_PORT must make an address, got "${address}"`,
  )
}
