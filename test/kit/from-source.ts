import * as axios from '@waybill/axios'
import * as core from '@waybill/core'
import * as express from '@waybill/express'
import * as fastify from '@waybill/fastify'
import * as fetch from '@waybill/fetch'
import * as got from '@waybill/got'
import * as grpc from '@waybill/grpc'
import * as hapi from '@waybill/hapi'
import * as hono from '@waybill/hono'
import * as http from '@waybill/http'
import * as http2 from '@waybill/http2'
import * as koa from '@waybill/koa'
import * as messaging from '@waybill/messaging'
import * as nestjs from '@waybill/nestjs'
import * as superagent from '@waybill/superagent'
import { inboundsOf } from '../matrix/src/inbounds.ts'
import { outboundsOf } from '../matrix/src/outbounds.ts'
import type { Waybills } from '../matrix/src/waybills.ts'

const waybills: Waybills = {
  axios,
  core,
  express,
  fastify,
  fetch,
  got,
  grpc,
  hapi,
  hono,
  http,
  http2,
  koa,
  messaging,
  nestjs,
  superagent,
}

/** Every way in that has an adapter, from its sources. */
export const inbounds = inboundsOf(waybills)

/** Every way out that has an adapter, from its sources. */
export const outbounds = await outboundsOf(waybills)
