import { isMainThread } from 'node:worker_threads'
import { start } from './start.ts'

// Preloaded, this is all: worker threads have stores of their own, and no server.
if (isMainThread) start(process.env.WAYBILL_DOCTOR ?? '')
