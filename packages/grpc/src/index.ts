export { waybillClientInterceptor } from './client.ts'
export { type IncomingCall, type WaybillOptions, waybillServerInterceptor } from './server.ts'
