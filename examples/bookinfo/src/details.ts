import { createDetails } from './details/app.ts'
import { detailsOptions } from './details/options.ts'
import { serve } from './serve.ts'

serve('details', () => createDetails(detailsOptions(process.env)))
