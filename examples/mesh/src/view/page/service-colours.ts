import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** Which of the page's colours each service has, by its number. */
export type ServiceColours = ReadonlyMap<string, number>

const colourCount = 8

/** Gives new services the next free colours; a colour once given stays. */
export function assignColours(known: ServiceColours, services: Iterable<string>): ServiceColours {
  const fresh = [...new Set(services)].filter((service) => !known.has(service)).sort()
  if (fresh.length === 0) return known
  const colours = new Map(known)
  for (const service of fresh) colours.set(service, colours.size % colourCount)
  return colours
}

/** The colours, for every part of the page that shows a service. */
export const ServiceColoursContext = createContext<ServiceColours>(new Map())

/** Gives the class that colours whatever shows the service. */
export function useServiceClass(service: string): string {
  const number = useContext(ServiceColoursContext).get(service)
  return number === undefined ? 'service-unknown' : `service-${number}`
}
