import { coreService } from './core-service.ts'
import { honoService } from './hono-service.ts'

declare const Deno: {
  readonly env: { get(name: string): string | undefined }
  serve(options: object, handler: unknown): unknown
}

const options = JSON.parse(Deno.env.get('OPTIONS') ?? '{}')
const handler =
  Deno.env.get('SERVICE') === 'hono' ? honoService(options).fetch : coreService(options)
const onListen = ({ port }: { port: number }) => console.log(`port ${port}`)
Deno.serve({ port: 0, hostname: '127.0.0.1', onListen }, handler)
