import { findEnvoy } from '../../examples/mesh/src/envoy/find-envoy.ts'

/** The Envoy that the example stack would take, or the sentence that says why there is none. */
export async function envoyOrReason(): Promise<{ path?: string; missing?: string }> {
  try {
    return { path: await findEnvoy(process.env) }
  } catch (error) {
    return { missing: (error as Error).message }
  }
}
