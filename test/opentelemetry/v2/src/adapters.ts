import { wrapAxios } from '@waybill/axios'
import { waybill } from '@waybill/express'
import { fetch, wrapDispatcher } from '@waybill/fetch'
import { http } from '@waybill/http'
import { openTelemetry } from '@waybill/opentelemetry'
import axios from 'axios'
import express from 'express'
import { clientsOf, onePool, plain } from './clients.ts'
import { headers } from './policy.ts'
import { serve } from './serve.ts'

const wrapped = clientsOf({
  fetch: (url, init) => fetch(url, init),
  request: (url) => http.request(url),
  axios: wrapAxios(axios.create()),
  dispatcher: wrapDispatcher(onePool()),
})

const app = express()
app.use('/policy', waybill({ headers }))
app.use('/extension', waybill({ headers, extensions: [openTelemetry()] }))
serve(app, { plain, policy: wrapped, extension: wrapped })
