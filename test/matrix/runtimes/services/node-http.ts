import { http, waybill } from '@waybill/http'
import { contractHandler } from '../../../../packages/testing/src/contract/handler.ts'
import { listen } from './listen.ts'

// A service on node:http alone, for runtimes that have it.
const answer = contractHandler(
  (url, headers) =>
    new Promise((resolve, reject) => {
      const call = http.get(url, { headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve(JSON.parse(text))).on('error', reject)
      })
      call.on('error', reject)
    }),
)

listen(
  waybill(
    async (req, res) => {
      const body = JSON.stringify(await answer(req.url ?? '/'))
      res.setHeader('content-type', 'application/json').end(body)
    },
    JSON.parse(process.env.OPTIONS ?? '{}'),
  ),
)
