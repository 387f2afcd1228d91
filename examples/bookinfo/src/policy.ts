import { definePolicy, presets } from '@waybill/core'
import { openTelemetry } from '@waybill/opentelemetry'
import { isTracing } from './tracing.ts'

// Where spans are made, the calls name them, and not what came in.
const extensions = isTracing ? [openTelemetry()] : []

/** What productpage carries: the mesh's headers. Who the end user is, it decides itself, after login. */
export const edgePolicy = definePolicy({ headers: [...presets.istio], extensions })

/** What the services behind productpage carry: the mesh's headers, and the end user it names. */
export const innerPolicy = definePolicy({ headers: [...presets.istio, 'end-user'], extensions })
