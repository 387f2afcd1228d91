import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

/** Answers one method of one path; `id` is what the path's first group matched. */
export type Handler = (
  req: IncomingMessage,
  res: ServerResponse,
  id: string,
) => void | Promise<void>

/** The handlers of one path, by method. HEAD is served wherever GET is. */
export interface Route {
  path: RegExp
  methods: Record<string, Handler>
}

/** Returns a listener for `node:http`: the first route that matches, else 404; 405 where it lacks the method. */
export function routes(table: readonly Route[]): RequestListener {
  return function bookinfoListener(req, res) {
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/'
    for (const route of table) {
      const match = route.path.exec(path)
      if (match !== null) return answer(route, req, res, match[1] ?? '')
    }
    res.writeHead(404).end()
  }
}

/** Answers with a value as JSON. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function answer({ methods }: Route, req: IncomingMessage, res: ServerResponse, id: string): void {
  const method = req.method === 'HEAD' ? 'GET' : (req.method ?? '')
  const handler = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (handler === undefined) {
    const allowed = Object.keys(methods).flatMap((name) =>
      name === 'GET' ? ['GET', 'HEAD'] : name,
    )
    res.writeHead(405, { allow: allowed.join(', ') }).end()
    return
  }
  Promise.resolve(handler(req, res, id)).catch((error: unknown) => {
    console.error(error)
    if (res.headersSent) res.destroy()
    else sendJson(res, 500, { error: 'internal error' })
  })
}
