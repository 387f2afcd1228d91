import Koa from 'koa'
import Koa2 from 'koa2'
import { serve } from '../../../test/kit/serve.ts'

/** The versions of Koa that the package serves. */
export const frameworks: [string, typeof Koa][] = [
  ['koa 3', Koa],
  ['koa 2', Koa2],
]

/** Serves an app of these middlewares until the test ends. */
export async function startApp(
  Framework: typeof Koa,
  ...middleware: Koa.Middleware[]
): Promise<{ app: Koa; origin: string }> {
  const app = new Framework()
  app.silent = true
  for (const one of middleware) app.use(one)
  return { app, origin: await serve(app.callback()) }
}
