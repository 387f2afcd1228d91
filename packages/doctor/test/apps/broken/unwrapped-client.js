import { waybill } from '@waybill/koa'
import axios from 'axios'
import Koa from 'koa'
import { ready, upstream } from '../upstream.js'

const app = new Koa().use(waybill())

app.use(async (ctx) => {
  const { data } = await axios.get(`${upstream}/`) // the line
  ctx.body = data
})

ready(app.listen(0))
