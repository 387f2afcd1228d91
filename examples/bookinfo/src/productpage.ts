import { createProductpage } from './productpage/app.ts'
import { productpageOptions } from './productpage/options.ts'
import { serve } from './serve.ts'

serve('productpage', () => createProductpage(productpageOptions(process.env)))
