import Koa from 'koa'
import { answer } from './clients.mjs'

const app = new Koa()
app.use(async (ctx) => {
  ctx.body = await answer(ctx.path)
})
const server = app.listen(0, () => console.log(`listening on ${server.address().port}`))
