import { createRatings } from './ratings/listener.ts'
import { serve } from './serve.ts'

serve('ratings', () => createRatings({ version: process.env.SERVICE_VERSION }))
