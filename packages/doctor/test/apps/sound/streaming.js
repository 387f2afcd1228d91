import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { waybill } from '@waybill/express'
import { fetch } from '@waybill/fetch'
import express from 'express'
import { ready, upstream } from '../upstream.js'

const app = express().use(waybill())

app.get('/', async (_req, res) => {
  const answer = await fetch(`${upstream}/`)
  const enriched = new Transform({
    transform(chunk, _encoding, done) {
      fetch(`${upstream}/more`)
        .then((more) => more.text())
        .then((text) => done(null, chunk + text), done)
    },
  })
  res.setHeader('content-encoding', 'gzip')
  await pipeline(Readable.fromWeb(answer.body), enriched, createGzip(), res)
})

ready(app.listen(0))
