import { createRequire } from 'node:module'
import { bareHttp } from './bare.ts'
import { carried } from './carried.ts'
import type { Subject } from './subject.ts'

// It has no types.
const hpropagateOf = createRequire(import.meta.url)('hpropagate') as (options: {
  headersToPropagate: readonly string[]
  setAndPropagateCorrelationId: boolean
}) => void

// It has replaced `http.createServer` and `http.request` when this returns. Its source never touches fetch.
hpropagateOf({ headersToPropagate: [...carried], setAndPropagateCorrelationId: false })

/** hpropagate, told to carry the same 14 names and nothing else. */
export const hpropagate: Subject = { http: bareHttp }
