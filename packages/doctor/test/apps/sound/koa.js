import { fetch } from '@waybill/fetch'
import { waybill } from '@waybill/koa'
import Koa from 'koa'
import { ready, upstream } from '../upstream.js'

const app = new Koa().use(waybill())

app.use(async (ctx) => {
  ctx.res.on('finish', () => fetch(`${upstream}/audit`).then((answer) => answer.text()))
  ctx.body = await (await fetch(`${upstream}/`)).json()
})

ready(app.listen(0))
