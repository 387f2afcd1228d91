import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
  type TextMapPropagator,
} from '@opentelemetry/api'
import { type BaggageProperty, readBaggage, writeBaggage } from '@waybill/formats'

/** W3C Baggage, for applications without the SDK's propagator of it. */
export const baggagePropagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const members = propagation.getBaggage(context)?.getAllEntries() ?? []
    const { baggage } = writeBaggage(
      members.map(([key, { value, metadata }]) => ({ key, value, ...propertiesOf(metadata) })),
    )
    if (baggage) setter.set(carrier, 'baggage', baggage)
  },
  extract(context, carrier, getter) {
    const baggage = baggageOf(getter.get(carrier, 'baggage'))
    return baggage ? propagation.setBaggage(context, baggage) : context
  },
  fields: () => ['baggage'],
}

/** The baggage that a header holds; `undefined` for none. */
export function baggageOf(header: string | string[] | undefined): Baggage | undefined {
  const members = header === undefined ? [] : readBaggage([['baggage', header]])
  if (members.length === 0) return undefined
  const entries = members.map(({ key, value, properties }): [string, BaggageEntry] => {
    const text = properties?.map((one) => [one.key, one.value ?? []].flat().join('=')).join(';')
    return [key, { value, ...(text && { metadata: baggageEntryMetadataFromString(text) }) }]
  })
  return propagation.createBaggage(Object.fromEntries(entries))
}

function propertiesOf(metadata: BaggageEntry['metadata']): {
  properties?: readonly BaggageProperty[]
} {
  if (!metadata) return {}
  return { properties: readBaggage([['baggage', `of=;${metadata}`]])[0]?.properties ?? [] }
}
