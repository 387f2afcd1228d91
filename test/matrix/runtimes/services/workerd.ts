import { coreService } from './core-service.ts'
import { honoService } from './hono-service.ts'

interface Bindings {
  readonly SERVICE: string
  readonly OPTIONS: string
}

type Handle = (request: Request, env: Bindings, context: unknown) => unknown

let handle: Handle | undefined

export default {
  fetch(request: Request, env: Bindings, context: unknown) {
    const options = JSON.parse(env.OPTIONS)
    handle ??= (
      env.SERVICE === 'hono' ? honoService(options).fetch : coreService(options)
    ) as Handle
    return handle(request, env, context)
  },
}
