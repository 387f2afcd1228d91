import { randomBytes } from 'node:crypto'
import { setHeader } from '@waybill/core'
import cookieSession from 'cookie-session'
import type { Request, RequestHandler, Response } from 'express'

const LONGEST_NAME = 64

/** Returns the session of each visitor: a signed cookie that holds a name and nothing else. */
export function sessions(secret = randomBytes(32).toString('hex')): RequestHandler {
  return cookieSession({ name: 'session', keys: [secret], httpOnly: true, sameSite: 'lax' })
}

/** The name the visitor signed in with, or undefined. */
export function currentUser(req: Request): string | undefined {
  const user: unknown = req.session?.user
  return typeof user === 'string' && user !== '' ? user : undefined
}

/** Sends the visitor's name with the calls made for this request; one that came in does not count. */
export const passUserOn: RequestHandler = function passUserOn(req, _res, next) {
  const user = currentUser(req)
  if (user !== undefined) setHeader('end-user', user)
  next()
}

/** Signs in whoever gives a name; any password will do. */
export function login(req: Request, res: Response): void {
  const given: unknown = req.body?.username ?? req.query.username
  const user = typeof given === 'string' ? given.trim().slice(0, LONGEST_NAME) : ''
  if (user !== '') req.session = { user }
  res.redirect(pageBefore(req))
}

/** Signs the visitor out. */
export function logout(req: Request, res: Response): void {
  req.session = null
  res.redirect(pageBefore(req))
}

/** The path the visitor came from on this very site, else the product page. */
function pageBefore(req: Request): string {
  const referer = req.get('referer') ?? ''
  if (!URL.canParse(referer)) return '/productpage'
  const { host, pathname, search } = new URL(referer)
  // A path that starts with two slashes would be read as another host.
  const isOurs = host === req.get('host') && /^\/(?![/\\])/.test(pathname)
  return isOurs ? pathname + search : '/productpage'
}
