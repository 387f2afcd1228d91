import { EventEmitter } from 'node:events'
import http2 from 'node:http2'
import { run } from '@waybill/core'
import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import got from 'got'
import { Pool } from 'undici'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill({ headers: ['x-request-id'], targets: 'any' }))
const jobs = []
const news = new EventEmitter()
const pool = new Pool(upstream)

setInterval(() => {
  for (const job of jobs.splice(0)) job()
}, 1) // timer

app.get('/timer', (_req, res) => {
  jobs.push(() => {
    fetch(`${upstream}/?secret=of-the-query`).then(() => res.json(1)) // job
  })
})

app.get('/listener', (_req, res) => {
  news.once('news', async () => {
    await fetch(`${upstream}/`) // listener
    res.json(1)
  })
  setImmediate(() => run(undefined, () => news.emit('news')))
})

app.get('/got', async (_req, res) => {
  res.json(await got(`${upstream}/`).json()) // got
})

app.get('/undici', async (_req, res) => {
  const { body } = await pool.request({ path: '/', method: 'GET' }) // undici
  res.json(await body.json())
})

app.get('/http2', (_req, res) => {
  const session = http2.connect('http://127.0.0.1:1')
  session.on('error', () => res.json(1))
  session.request({ ':path': '/' }).on('error', () => {}) // http2
})

app.get('/configured', async (_req, res) => {
  res.json(await (await fetch(`${upstream}/`)).json()) // configured
})

ready(app.listen(0))
