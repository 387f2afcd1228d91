import type { Handler } from '@waybill/testing'

/** A listener of node:http that answers with what a handler gives, as JSON. */
export function jsonListener(handler: Handler) {
  return async function answerJson(
    req: { url?: string | undefined },
    res: {
      statusCode: number
      setHeader(name: string, value: string): unknown
      end(text: string): unknown
    },
  ): Promise<void> {
    try {
      const body = JSON.stringify(await handler(req.url ?? '/'))
      res.setHeader('content-type', 'application/json')
      res.end(body)
    } catch (error) {
      res.statusCode = 500
      res.end(JSON.stringify({ error: String(error) }))
    }
  }
}
