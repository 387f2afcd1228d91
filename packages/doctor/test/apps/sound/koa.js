import { fetch } from '@waybill/fetch'
import { waybill } from '@waybill/koa'
import Koa from 'koa'
import { ready, tell, upstream } from '../upstream.js'

const app = new Koa().use(waybill())

app.use(async (ctx) => {
  ctx.res.on('finish', async () => {
    await (await fetch(`${upstream}/audit`)).text()
    tell('audited')
  })
  ctx.body = await (await fetch(`${upstream}/`)).json()
})

ready(app.listen(0))
