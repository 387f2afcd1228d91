import { createRequire } from 'node:module'
import type { Tracer } from 'dd-trace'
import { bare } from './bare.ts'
import type { Subject } from './subject.ts'

const require = createRequire(import.meta.url)
const { tracer } = require('dd-trace') as { tracer: Tracer }

// The agent's port is closed: spans are made, and sending them fails at once.
tracer.init({
  url: 'http://127.0.0.1:1',
  startupLogs: false,
  tracePropagationStyle: { inject: ['b3multi'], extract: ['b3multi'] },
} as Parameters<Tracer['init']>[0])
// It patches a module when `require` gives it out.
require('node:http')

/** dd-trace with B3 in several headers. */
export const ddTrace: Subject = bare
