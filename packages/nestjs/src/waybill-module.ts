import { type DynamicModule, Inject, Module } from '@nestjs/common'
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core'
import { definePolicy, type Policy } from '@waybill/core'
import { captureMessages, type Server } from './capture-messages.ts'
import { captureRequests } from './capture-requests.ts'
import type { WaybillAsyncOptions, WaybillOptions } from './options.ts'

const CONFIGURE = '@waybill/nestjs'

/** NestJS module that captures the headers of each request and message, for all calls made while it is handled. */
export class WaybillModule {
  /** Called by Nest when the application starts. */
  readonly configure: () => void

  constructor(configure: () => void) {
    this.configure = configure
  }

  /**
   * The module with its options, for the `imports` of the root module. Where several modules import it, the one nearest
   * to the root counts.
   * @param options what to carry and where to; a policy of `definePolicy` serves too
   * @throws TypeError for wrong options, with a sentence that says what to write instead
   */
  static forRoot(options?: WaybillOptions | Policy): DynamicModule {
    const policy = definePolicy(options)
    return WaybillModule.forRootAsync({ useFactory: () => policy })
  }

  /** The module with options that a factory makes. Wrong ones are refused when the application is created. */
  static forRootAsync({
    imports = [],
    inject = [],
    useFactory,
  }: WaybillAsyncOptions): DynamicModule {
    async function start(
      host: HttpAdapterHost,
      modules: ModulesContainer,
      ...injected: never[]
    ): Promise<() => void> {
      const policy = definePolicy(await useFactory(...injected))
      return isNearestToRoot(modules, start) ? capture(policy, host, modules) : () => undefined
    }
    return {
      module: WaybillModule,
      imports,
      providers: [
        {
          provide: CONFIGURE,
          inject: [HttpAdapterHost, ModulesContainer, ...inject],
          useFactory: start as () => unknown,
        },
      ],
    }
  }
}

// No decorators: neither TypeScript's erasable syntax nor esbuild has what they need.
Module({})(WaybillModule)
Inject(CONFIGURE)(WaybillModule, undefined, 0)

/** Whether a factory is that of the import that counts. */
function isNearestToRoot(modules: ModulesContainer, factory: unknown): boolean {
  const [nearest] = [...modules.values()]
    .filter(({ metatype }) => metatype === WaybillModule)
    .sort((one, other) => one.distance - other.distance)
  return nearest?.providers.get(CONFIGURE)?.metatype === factory
}

function capture(policy: Policy, host: HttpAdapterHost, modules: ModulesContainer): () => void {
  let adapter: unknown
  function configure(): void {
    const { httpAdapter } = host
    if (!httpAdapter || httpAdapter === adapter) return
    adapter = httpAdapter
    captureRequests(httpAdapter, policy)
  }
  // Before Nest adds its parsers of bodies and main.ts its middleware, which belong to the request, too. A testing
  // module has its HTTP adapter only when the application starts.
  configure()
  modules.getRpcTargetRegistry?.<Server>().subscribe((server) => captureMessages(server, policy))
  return configure
}
