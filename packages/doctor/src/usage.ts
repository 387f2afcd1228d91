import { KINDS } from './watch/findings.ts'

/** What the command line takes. */
export const USAGE = `waybill-doctor [options] app.js [arguments]   watch a service, and say where headers get lost
waybill-doctor check URL [options]            test any service from outside

  --fail-on KINDS   end with exit code 1 if one of these was found (comma-separated, or all)
  --html FILE       write a page with the calls of each request
  --json            write one JSON object a line, in place of the report
  --output FILE     write the report to a file
  --quiet           show findings only, not every request

Kinds:
${Object.entries(KINDS)
  .map(([kind, title]) => `  ${kind.padEnd(18)}${title}`)
  .join('\n')}`
