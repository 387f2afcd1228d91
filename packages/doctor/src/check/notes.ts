import type { CheckReport } from './report.ts'

/** Says what limits the result of a check, a sentence each. */
export function notesOf(
  { verdict, requests, calls, headers }: Omit<CheckReport, 'notes'>,
  concurrency: number,
): readonly string[] {
  const notes: string[] = []
  const failed = requests.sent - requests.answered
  const refused = Object.entries(requests.endings)
    .filter(([ending]) => /^[45]\d\d$/.test(ending))
    .reduce((sum, [, count]) => sum + count, 0)
  if (failed > 0) notes.push(`${failed} of ${requests.sent} requests got no response.`)
  if (refused > 0) {
    notes.push(
      `${refused} of ${requests.sent} requests were answered with an error; if the service needs another answer from its upstream, give it with --answer-body.`,
    )
  }
  if (verdict === 'no-calls') {
    notes.push(
      'The service made no call to the echo: it needs none for this URL, takes its upstream from another variable than --via names, or answers from a cache.',
    )
    return notes
  }
  if (calls.perRequest.min === 0 && calls.total > 0) {
    notes.push('Not every request leads to a call; what is found is about those that do.')
  }
  if (concurrency > 1 && calls.total > 0 && calls.mostAtOnce === 1) {
    notes.push(
      'No two calls were ever in flight at once, so what happens when requests overlap was not tested.',
    )
  }
  if (calls.unattributed > 0) {
    notes.push(`${calls.unattributed} calls bore no sign of the request they were made for.`)
  }
  for (const { name, expected, alone, overlapping } of headers) {
    if (!expected && alone.lost + overlapping.lost > 0) {
      notes.push(
        `${name} is not carried; Istio does not ask for it. Test it with --header ${name} if you need it.`,
      )
    }
  }
  return notes
}
