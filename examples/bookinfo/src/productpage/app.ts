import { waybill } from '@waybill/express'
import express, { type Express, type RequestHandler } from 'express'
import { edgePolicy } from '../policy.ts'
import { whileOn } from '../waybill-switch.ts'
import { createMetrics } from './metrics.ts'
import type { ProductpageOptions } from './options.ts'
import { products } from './product.ts'
import { currentUser, login, logout, passUserOn, sessions } from './session.ts'
import { createUpstreams } from './upstreams.ts'
import { productPage } from './view/product-page.ts'
import { treePage } from './view/tree-page.ts'

/** Returns the productpage service: the page of the shop, its sign-in, and its API. */
export function createProductpage(options: ProductpageOptions): Express {
  const metrics = createMetrics()
  const upstreams = createUpstreams(options, metrics)
  const { floodFactor = 0 } = options

  const app = express()
  app.disable('x-powered-by')
  app.use(whileOn(waybill(edgePolicy), (_req, _res, next) => next()))
  app.use(sessions(options.sessionSecret), passUserOn)
  app.use((_req, res, next) => {
    res.set('content-security-policy', "script-src 'none'; object-src 'none'; base-uri 'none'")
    next()
  })

  get(['/', '/index.html'], (req, res) => {
    res.send(treePage({ user: currentUser(req), self: `http://${req.get('host')}`, ...options }))
  })
  get('/health', (_req, res) => {
    res.type('text').send('Product page is healthy')
  })
  get('/productpage', async (req, res) => {
    const [product] = products
    const id = String(product.id)
    const details = await upstreams.details(id)
    await Promise.all(Array.from({ length: floodFactor }, () => upstreams.reviews(id)))
    const reviews = await upstreams.reviews(id)
    res.set('cache-control', 'no-store')
    res.send(productPage({ user: currentUser(req), product, details, reviews }))
  })
  get('/logout', logout)
  get('/metrics', async (_req, res) => {
    res.type(metrics.contentType).send(await metrics.text())
  })
  get('/api/v1/products', (_req, res) => {
    res.json(products)
  })
  for (const [path, ask] of [
    ['/api/v1/products/:id', upstreams.details],
    ['/api/v1/products/:id/reviews', upstreams.reviews],
    ['/api/v1/products/:id/ratings', upstreams.ratings],
  ] as const) {
    get(path, async (req, res) => {
      const { status, body } = await ask(String(req.params.id))
      res.status(status).json(body)
    })
  }
  const form = express.urlencoded({ extended: false, limit: '4kb' })
  app.route('/login').post(form, login).all(methodNotAllowed('POST'))
  return app

  function get(path: string | string[], handler: RequestHandler): void {
    app
      .route(path as string)
      .get(handler)
      .all(methodNotAllowed('GET, HEAD'))
  }
}

function methodNotAllowed(allowed: string): RequestHandler {
  return function refuseMethod(_req, res) {
    res.set('allow', allowed).sendStatus(405)
  }
}
