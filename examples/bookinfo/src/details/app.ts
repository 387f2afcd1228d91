import type { RequestListener } from 'node:http'
import Router from '@koa/router'
import { waybill } from '@waybill/koa'
import Koa, { type Context } from 'koa'
import { readNumericId } from '../numeric-id.ts'
import { innerPolicy } from '../policy.ts'
import { whileOn } from '../waybill-switch.ts'
import { knownBook } from './book.ts'
import { fetchExternalBook } from './external-book.ts'
import type { DetailsOptions } from './options.ts'

/** Returns the details service: author, publisher, pages and so on of a book. */
export function createDetails({
  externalBooks,
  timeout = 5_000,
}: DetailsOptions = {}): RequestListener {
  async function details(ctx: Context): Promise<void> {
    const id = readNumericId(ctx.path.split('/').at(-1) ?? '')
    if (id === undefined) return refuse(ctx, 'please provide numeric product id')
    try {
      ctx.body = externalBooks ? await fetchExternalBook(id, externalBooks, timeout) : knownBook(id)
    } catch (error) {
      refuse(ctx, error instanceof Error ? error.message : 'the external book service failed')
    }
  }

  const router = new Router()
  for (const [path, handler] of [
    ['/health', health],
    ['/details{/*rest}', details],
  ] as const) {
    router.get(path, handler)
    router.all(path, methodNotAllowed)
  }

  const app = new Koa()
  app.use(whileOn(waybill(innerPolicy), (_ctx, next) => next()))
  app.use(router.routes())
  return app.callback()
}

function health(ctx: Context): void {
  ctx.body = { status: 'Details is healthy' }
}

function methodNotAllowed(ctx: Context): void {
  ctx.status = 405
  ctx.set('allow', 'GET, HEAD')
}

function refuse(ctx: Context, error: string): void {
  ctx.status = 400
  ctx.body = { error }
}
