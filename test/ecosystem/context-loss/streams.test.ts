import { PassThrough, type Transform } from 'node:stream'
import { createGunzip, gzipSync } from 'node:zlib'
import { bind } from '@waybill/core'
import { fates, type Scene } from '../kit/fates.ts'
import { meet, type Report } from '../kit/meet.ts'

type Read = (stream: Transform, report: Report) => unknown

/** A stream that another request has made, and writes to when the own one reads. */
const written = (make: () => Transform, piece: Buffer, read: Read): Scene => {
  return (way) => {
    let stream: Transform
    return meet(way, {
      async other(ownComes) {
        stream = make()
        await ownComes()
        stream.write(piece)
      },
      own: (report) => read(stream, report),
    })
  }
}

const byListener: Read = (stream, report) => stream.once('data', report)
const byBoundListener: Read = (stream, report) => stream.once('data', bind(report))
const byIterator: Read = async (stream, report) => {
  for await (const _ of stream) return report()
}

const throughIs = (read: Read) => written(() => new PassThrough(), Buffer.from('piece'), read)

fates(
  '`stream.on("data")` of a PassThrough that another request writes to',
  { plain: "another's", waybill: "another's" },
  throughIs(byListener),
  { 'bind(listener)': throughIs(byBoundListener), 'for await': throughIs(byIterator) },
)

const unzipped = (read: Read) => written(createGunzip, gzipSync('piece'), read)

fates(
  '`stream.on("data")` of a zlib stream that another request has made',
  { plain: "another's", waybill: "another's" },
  unzipped(byListener),
  { 'bind(listener)': unzipped(byBoundListener), 'for await': unzipped(byIterator) },
)

fates('a zlib stream of the request’s own', { plain: 'kept', waybill: 'kept' }, (way) =>
  meet(way, { own: (report) => createGunzip().once('data', report).end(gzipSync('piece')) }),
)
