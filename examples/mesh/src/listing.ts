import type { Addresses } from './addresses.ts'

/** What is printed when everything is up. */
export function listing({ productpage, view, zipkin, sidecars, services }: Addresses): string {
  const rows = [
    ['Product page', productpage],
    ['Trace view', `${view}/`],
    ['Collector', `${view}/api/v2/ (the trace view's own address, in Zipkin's API)`],
    ...(zipkin === undefined ? [] : [['Zipkin', `${zipkin}/zipkin/`]]),
    ...services
      .filter(({ name }) => name !== 'productpage')
      .map(({ name, version, url }) => [`${titled(name)} ${version}`, url]),
  ]
  const width = Math.max(...rows.map(([label = '']) => label.length))
  return [
    `Bookinfo is up, each service behind its own ${sidecars === 'envoy' ? 'Envoy' : 'sidecar'}.`,
    '',
    ...rows.map(([label = '', address]) => `${label.padEnd(width)}   ${address}`),
    '',
    'To log in as jason: choose Sign in on the product page, user name jason, any password.',
    'To stop: press Ctrl-C.',
  ].join('\n')
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
