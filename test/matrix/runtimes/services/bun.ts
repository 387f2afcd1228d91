import { coreService } from './core-service.ts'
import { honoService } from './hono-service.ts'

declare const Bun: {
  readonly env: Record<string, string | undefined>
  serve(options: object): { readonly port: number }
}

const options = JSON.parse(Bun.env.OPTIONS ?? '{}')
const fetch = Bun.env.SERVICE === 'hono' ? honoService(options).fetch : coreService(options)
console.log(`port ${Bun.serve({ port: 0, hostname: '127.0.0.1', fetch }).port}`)
