import { writeAwsXray } from './formats/aws-xray.ts'
import { writeB3 } from './formats/b3.ts'
import { writeB3Single } from './formats/b3-single.ts'
import { writeDatadog } from './formats/datadog.ts'
import { writeGoogleCloud } from './formats/google-cloud.ts'
import { writeGrpcTrace } from './formats/grpc-trace.ts'
import { writeJaeger } from './formats/jaeger.ts'
import { writeLightstep } from './formats/lightstep.ts'
import { writeOtTrace } from './formats/ot-trace.ts'
import { writeW3c } from './formats/w3c.ts'
import { isSpanId, isTraceId } from './ids.ts'
import type { Format, TraceContext } from './trace-context.ts'

const WRITERS: Readonly<Record<Format, (context: TraceContext) => Record<string, string>>> = {
  w3c: writeW3c,
  b3: writeB3,
  b3Single: writeB3Single,
  jaeger: writeJaeger,
  datadog: writeDatadog,
  awsXray: writeAwsXray,
  googleCloud: writeGoogleCloud,
  otTrace: writeOtTrace,
  lightstep: writeLightstep,
  grpcTrace: writeGrpcTrace,
}

/** The headers that name a context in one format; empty where it cannot say it. Never throws. */
export function write(format: Format, context: TraceContext): Record<string, string> {
  try {
    const isWhole = isTraceId(context.traceId) && isSpanId(context.spanId)
    return isWhole ? WRITERS[format](context) : {}
  } catch {
    return {}
  }
}
