import type { ErrorRequestHandler } from 'express'

/** Answers a refused request with one plain sentence; other errors are left to the application. */
export const sayWhatIsWrong: ErrorRequestHandler = function sayWhatIsWrong(
  error: unknown,
  _req,
  res,
  next,
) {
  const status = statusOf(error)
  if (status === undefined || status >= 500) return next(error)
  res.status(status).type('text/plain').send(sentenceFor(error, status))
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

function sentenceFor(error: unknown, status: number): string {
  if (error instanceof SyntaxError) return 'The body is not valid JSON.'
  if (status === 413) return 'The body is larger than 5 MB.'
  return error instanceof Error ? error.message : String(error)
}
