import { presets } from '@waybill/core'

/** What the services carry. */
export const headers = [...presets.istio, 'baggage', 'x-tenant']

export default { headers }
