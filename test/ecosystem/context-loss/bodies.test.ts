import { pipeline, Writable } from 'node:stream'
import busboy from 'busboy'
import express, { type Request, type Response } from 'express'
import formidable from 'formidable'
import multer from 'multer'
import { fates, type Scene } from '../kit/fates.ts'
import { type Meeting, meet } from '../kit/meet.ts'

/** One request whose body comes in two packets, over a socket that another has used. */
const posted = (own: Meeting['own'], more: Partial<Meeting> = {}): Scene => {
  return (way) => meet(way, { body: 'a body', ...more, own })
}

fates(
  '`req.on("data")` and `req.on("end")` of Express, when the body comes late',
  { plain: 'lost', waybill: 'kept' },
  posted((report, req) => req.resume().on('end', report)),
)

fates(
  '`req.on("end")` in a server of `node:http`, when the body comes late',
  { plain: 'lost', waybill: 'kept' },
  posted((report, req) => req.resume().on('end', report), { framework: 'http' }),
)

fates(
  '`ctx.req.on("end")` of Koa, when the body comes late',
  { plain: 'lost', waybill: 'kept' },
  posted((report, req) => req.resume().on('end', report), { framework: 'koa' }),
)

fates(
  '`for await (… of req)`',
  { plain: 'kept', waybill: 'kept' },
  posted(async (report, req) => {
    for await (const _ of req);
    report()
  }),
)

fates(
  '`write` of a stream that `pipeline(req, stream)` writes to',
  { plain: 'lost', waybill: 'kept' },
  posted((report, req) => {
    let length = 0
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        length += chunk.length
        // The first part of the body is there when the stream is asked, and only what comes later is lost.
        if (length === 'a body'.length) report()
        done()
      },
    })
    pipeline(req, sink, () => undefined)
  }),
)

const part = [
  '--edge',
  'content-disposition: form-data; name="file"; filename="a.txt"',
  '',
  'contents',
  '--edge--',
  '',
].join('\r\n')

const multipart = {
  body: part,
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
}

fates(
  'a handler behind `upload.single` of multer 2.5',
  { plain: 'kept', waybill: 'kept' },
  posted((report, req, res) => {
    multer().single('file')(req as Request, res as Response, report)
  }, multipart),
)

fates(
  'a callback of `form.parse` of formidable',
  { plain: 'lost', waybill: 'kept' },
  posted((report, req) => {
    formidable().parse(req, report)
  }, multipart),
)

fates(
  'a `close` listener of busboy',
  { plain: 'lost', waybill: 'kept' },
  posted((report, req) => {
    const parser = busboy({ headers: req.headers })
    parser.on('file', (_name, stream) => stream.resume()).on('close', report)
    req.pipe(parser)
  }, multipart),
)

fates(
  'a handler behind `express.json()`',
  { plain: 'kept', waybill: 'kept' },
  posted((report, req, res) => express.json()(req as Request, res as Response, report), {
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  }),
)
