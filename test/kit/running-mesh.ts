import type { PolicyOptions } from '@waybill/core'
import type { EchoServer } from './echo-server.ts'
import { runningEcho } from './running-echo.ts'

/** Two echo servers that get headers, and one that does not. */
export interface RunningMesh {
  readonly mesh: EchoServer
  readonly other: EchoServer
  readonly outside: EchoServer
  /** Names the first two as targets: all are on the loopback address, so the port makes the difference. */
  policy(): PolicyOptions
}

/** Three echo servers that run while the tests around them do, two of them inside the targets. */
export function runningMesh(): RunningMesh {
  const [mesh, other, outside] = [runningEcho(), runningEcho(), runningEcho()]
  return {
    mesh,
    other,
    outside,
    policy: () => ({ targets: [mesh.host, other.host], warnOnRefusal: false }),
  }
}
