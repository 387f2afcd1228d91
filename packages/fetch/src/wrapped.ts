/** Marks what is wrapped already, by whichever copy of this package. `@waybill/axios` asks for it, too. */
export const WRAPPED = Symbol.for('@waybill/fetch.wrapped')

/** Names headers that a call refuses, as a carrier, in its options. `@waybill/axios` sets it. */
export const REFUSED = Symbol.for('@waybill/fetch.refused')
