export type { WaybillAsyncOptions, WaybillOptions } from './options.ts'
export { WaybillModule } from './waybill-module.ts'
export { wrapClientProxy } from './wrap-client-proxy.ts'
