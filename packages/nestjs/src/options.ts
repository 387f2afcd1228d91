import type { IncomingMessage } from 'node:http'
import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency } from '@nestjs/common'
import type { NodeRequest, Policy, PolicyOptions } from '@waybill/core'

/**
 * The options of `WaybillModule`: a policy's. `trust`, and the `value` of a rule, see a request of HTTP as Node gives it,
 * and of a message only its `headers` and `rawHeaders`.
 */
export type WaybillOptions = PolicyOptions<NodeRequest & Partial<IncomingMessage>>

/** How `WaybillModule.forRootAsync` gets its options. */
export interface WaybillAsyncOptions {
  /**
   * Modules that export what is injected.
   * @default []
   */
  imports?: NonNullable<ModuleMetadata['imports']>
  /**
   * What the factory is given.
   * @default []
   */
  inject?: (InjectionToken | OptionalFactoryDependency)[]
  /** Makes the options, or a policy of `definePolicy`. */
  useFactory(
    ...injected: never[]
  ): WaybillOptions | Policy | undefined | Promise<WaybillOptions | Policy | undefined>
}
