import express from 'express'
import type { Addresses, ProcessAddress } from './addresses.ts'
import { RuleError } from './routing/rule-field.ts'
import type { RuleStore } from './routing/rule-store.ts'
import { listSamples, readSample } from './samples.ts'
import type { WaybillSwitch } from './waybill-switch.ts'

/** What the control API acts on. */
export interface ControlOptions {
  readonly addresses: Addresses
  readonly rules: RuleStore
  readonly waybill: WaybillSwitch
  readonly processes: () => readonly ProcessAddress[]
}

/** Serves `/mesh/*`: the state of the mesh, the switch, and the rules. */
export function controlRouter(options: ControlOptions): express.Router {
  const { addresses, rules, waybill, processes } = options
  const router = express.Router()

  function listedRules() {
    return rules.objects().map(({ kind, name, source }) => ({ kind, name, source }))
  }

  router.get('/mesh/state', (_req, res) => {
    const { productpage, services } = addresses
    const samples = listSamples()
    res.json({
      waybill: waybill.isOn(),
      productpage,
      services,
      rules: listedRules(),
      samples,
      processes: processes(),
    })
  })

  router.put('/mesh/waybill', refuseForeignPages, express.json(), async (req, res) => {
    const enabled: unknown = req.body?.enabled
    if (typeof enabled !== 'boolean') {
      res.status(400).json({ error: 'The body must be {"enabled": true} or {"enabled": false}.' })
      return
    }
    await waybill.turn(enabled)
    res.json({ waybill: waybill.isOn() })
  })

  router.post(
    '/mesh/rules',
    refuseForeignPages,
    express.text({ type: () => true }),
    async (req, res) => {
      await rules.apply(typeof req.body === 'string' ? req.body : '', 'control API')
      res.json(listedRules())
    },
  )

  router.delete('/mesh/rules', refuseForeignPages, async (_req, res) => {
    await rules.reset()
    res.json(listedRules())
  })

  router.post('/mesh/samples/:name', refuseForeignPages, async (req, res) => {
    const { name } = req.params
    const text = readSample(name as string)
    if (text === undefined) {
      res.status(404).json({ error: `There is no sample ${JSON.stringify(name)}.` })
      return
    }
    await rules.apply(text, `${name}.yaml`)
    res.json(listedRules())
  })

  router.use('/mesh', sayWhatIsWrong)
  return router
}

// Any page a browser has open can post to a port of this machine; only the trace view may.
const refuseForeignPages: express.RequestHandler = function refuseForeignPages(req, res, next) {
  const { origin, host } = req.headers
  if (origin === undefined || origin === `http://${host}`) return next()
  res.status(403).json({ error: 'Only the trace view itself may change the mesh.' })
}

const sayWhatIsWrong: express.ErrorRequestHandler = function sayWhatIsWrong(
  error,
  _req,
  res,
  next,
) {
  if (res.headersSent) return next(error)
  const status = error instanceof RuleError ? 400 : (error.status ?? 500)
  res.status(status).json({ error: error.message })
}
