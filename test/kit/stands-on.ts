/** What published packages stand on beside core, and bring with them. */
export const standsOn: Readonly<Record<string, readonly string[]>> = {
  doctor: ['string-width', 'wrap-ansi'],
  logs: ['@waybill/formats'],
  opentelemetry: ['@waybill/formats'],
}
