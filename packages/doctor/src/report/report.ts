import { appendFileSync, writeFileSync, writeSync } from 'node:fs'
import type { DoctorOptions } from '../options.ts'
import type { Finding, JudgedRequest } from '../watch/findings.ts'
import { renderPage } from './page.ts'
import { Tally } from './tally.ts'
import { renderEnd, renderFinding, renderRequest, renderStart } from './terminal.ts'

/** Where what was found goes, as it is found. */
export interface Report {
  onRequest(request: JudgedRequest): void
  onFinding(finding: Finding): void
  close(): void
}

// A page of all requests of a long run would be of no use, and memory has an end.
const MOST_ON_PAGE = 1000

/** Opens the report that the options ask for; it starts with what the doctor costs. */
export function openReport({ json, output, html, quiet }: DoctorOptions): Report {
  const tally = new Tally()
  const kept: JudgedRequest[] = []
  const write = writerTo(output, json ? 1 : 2)
  const say = (type: string, data: object, text: () => string) => {
    const words = json ? JSON.stringify({ type, ...data }) : text()
    if (words !== '') write(`${words}\n`)
  }
  const findAt = (finding: Finding) => {
    if (tally.add(finding)) say('finding', finding, () => renderFinding(finding))
  }
  if (output) writeFileSync(output, '')
  if (html) writeFileSync(html, '')
  say('start', { node: process.version }, renderStart)
  return {
    onRequest(request) {
      tally.count(request)
      if (html && kept.length < MOST_ON_PAGE) kept.push(request)
      if (request.calls.length > 0 || !request.isLate)
        say('request', { ...request, calls: request.calls }, () =>
          quiet ? '' : renderRequest(request),
        )
      for (const { findings } of request.calls) findings.forEach(findAt)
    },
    onFinding: findAt,
    close() {
      say('end', tally.summary(), () => renderEnd(tally))
      if (html) writeFileSync(html, renderPage(kept, tally))
    },
  }
}

function writerTo(file: string | undefined, descriptor: number): (text: string) => void {
  // At once, since the process may end at any time.
  return function write(text) {
    try {
      if (file) appendFileSync(file, text)
      else writeSync(descriptor, text)
    } catch {}
  }
}
