import type { Carrier } from '@waybill/core'
import { readAwsXray } from './formats/aws-xray.ts'
import { readB3 } from './formats/b3.ts'
import { readB3Single } from './formats/b3-single.ts'
import { readDatadog } from './formats/datadog.ts'
import { readGoogleCloud } from './formats/google-cloud.ts'
import { readGrpcTrace } from './formats/grpc-trace.ts'
import { readJaeger } from './formats/jaeger.ts'
import { readLightstep } from './formats/lightstep.ts'
import { readOtTrace } from './formats/ot-trace.ts'
import { readW3c } from './formats/w3c.ts'
import { INVALID } from './reading.ts'
import { type Received, receive } from './received.ts'
import type { Format, Reading } from './trace-context.ts'

const READERS: Readonly<Record<Format, (received: Received) => Reading>> = {
  w3c: readW3c,
  b3: readB3,
  b3Single: readB3Single,
  jaeger: readJaeger,
  datadog: readDatadog,
  awsXray: readAwsXray,
  googleCloud: readGoogleCloud,
  otTrace: readOtTrace,
  lightstep: readLightstep,
  grpcTrace: readGrpcTrace,
}

/** Reads one format from a carrier, strictly. Never throws. */
export function read(format: Format, carrier: Carrier): Reading {
  try {
    return READERS[format](receive(carrier))
  } catch {
    return INVALID
  }
}
