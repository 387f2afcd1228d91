export { http, https } from './client.ts'
export { type WaybillOptions, waybill } from './server.ts'
