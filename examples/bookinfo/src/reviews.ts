import { createReviews } from './reviews/listener.ts'
import { reviewsOptions } from './reviews/options.ts'
import { serve } from './serve.ts'

serve('reviews', () => createReviews(reviewsOptions(process.env)))
