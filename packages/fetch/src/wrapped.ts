/** Marks what is wrapped already, by whichever copy of this package. `@waybill/axios` asks for it, too. */
export const WRAPPED = Symbol.for('@waybill/fetch.wrapped')
