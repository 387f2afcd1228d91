import { type Finding, type JudgedCall, type JudgedRequest, KINDS } from '../watch/findings.ts'
import { STYLE } from './style.ts'
import type { Tally } from './tally.ts'

/** The report as one page that needs nothing beside it: what was found, and the calls of each request. */
export function renderPage(requests: readonly JudgedRequest[], tally: Tally): string {
  const counted = [...tally.counted.values()]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Waybill doctor</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Waybill doctor</h1>
<p>${tally.requests} requests, ${tally.calls} calls, <strong class="${counted.length > 0 ? 'bad' : 'good'}">${counted.length === 0 ? 'nothing to report' : `${counted.length} finding${counted.length === 1 ? '' : 's'}`}</strong></p>
</header>
<main>
${counted.length > 0 ? `<h2>Findings</h2>\n${counted.map(({ finding, count }) => findingBox(finding, count)).join('\n')}` : ''}
<h2>Requests</h2>
${requests.map(requestBox).join('\n')}
</main>
</body>
</html>
`
}

function findingBox(
  { kind, cause, at, because, remedy, headers, call }: Finding,
  count: number,
): string {
  return `<section class="finding">
<h3>${textOf(KINDS[kind])} <code>${kind}</code> <span class="count">${count} ×</span></h3>
${at ? `<p class="at">${textOf(at)}${call ? ` <span>${textOf(call)}</span>` : ''}</p>` : ''}
<p>${textOf(`${cause.charAt(0).toUpperCase()}${cause.slice(1)}.`)}</p>
${because.length > 0 ? `<ul>${because.map((text) => `<li>${textOf(text)}</li>`).join('')}</ul>` : ''}
${headers.length > 0 ? `<p class="names">${headers.map((name) => `<code>${textOf(name)}</code>`).join(' ')}</p>` : ''}
<p class="remedy">${textOf(remedy)}</p>
</section>`
}

function requestBox({ request, status, durationMs, isLate, calls }: JudgedRequest): string {
  const isBad = calls.some(({ findings }) => findings.length > 0)
  const end = isLate ? 'after its answer' : `${status ?? 'no answer'}, ${Math.round(durationMs)} ms`
  return `<details${isBad ? ' open class="bad"' : ''}>
<summary><b>${textOf(request)}</b> <span>${end}, ${calls.length} call${calls.length === 1 ? '' : 's'}</span></summary>
<ul class="tree">${roots(calls)
    .map((call) => callItem(call, calls))
    .join('')}</ul>
</details>`
}

function roots(calls: readonly JudgedCall[]): JudgedCall[] {
  return calls.filter(({ redirectedFrom }) => !calls.some(({ id }) => id === redirectedFrom))
}

/** A call, with the calls that its redirects have led to below it. */
function callItem(call: JudgedCall, calls: readonly JudgedCall[]): string {
  const details = [call.client, call.status, call.at, call.madeIn && `made in ${call.madeIn}`]
  const next = calls.filter(({ redirectedFrom }) => redirectedFrom === call.id)
  return `<li><div class="${call.findings.length > 0 ? 'bad' : ''}">${textOf(`${call.method} ${call.url}`)} <span>${textOf(details.filter(Boolean).join(' · '))}</span></div>
<p class="names">${call.headers.map(({ name, state, reason }) => `<code class="${state}" title="${textOf(reason || state)}">${textOf(name)}</code>`).join(' ')}</p>
${call.findings.map(({ kind, cause }) => `<p class="why"><code>${kind}</code> ${textOf(cause)}</p>`).join('')}
${next.length > 0 ? `<ul>${next.map((one) => callItem(one, calls)).join('')}</ul>` : ''}</li>`
}

/** A text as it is written in HTML. */
function textOf(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
