import { openTelemetry } from '@waybill/opentelemetry'
import { headers } from './policy.ts'

export default { headers, extensions: [openTelemetry()] }
