import type { VNode } from 'preact'
import type { Span } from '../../collector/span.ts'
import { headerNamesOf, headerOf } from './header-hops.ts'
import { NamedValues } from './named-values.tsx'

/** Everything one span says: its ids, its tags, and the headers at this hop. */
export function SpanDetails({ span, id }: { span: Span; id: string }): VNode {
  const headers = headerNamesOf(span).map((name): [string, string] => [
    name,
    headerOf(span, name) ?? '',
  ])
  const tags = Object.entries(span.tags ?? {}).filter(([name]) => !isShownElsewhere(name))
  return (
    <div class="details" id={id} data-testid="span-details">
      <NamedValues title={headersTitle(span)} entries={headers} />
      <NamedValues title="Span" entries={[...identityOf(span), ...tags]} />
    </div>
  )
}

function headersTitle(span: Span): string {
  if (span.kind === 'SERVER') return 'Headers handed to the application'
  if (span.kind === 'CLIENT') return 'Headers the application sent'
  return 'Headers at this hop'
}

function identityOf(span: Span): [string, string][] {
  return [
    ['trace id', span.traceId],
    ['span id', span.id],
    ['parent id', span.parentId ?? 'none, a root'],
    ['name', span.name ?? '–'],
  ]
}

function isShownElsewhere(tag: string): boolean {
  return tag.startsWith('http.request.header.') || tag.startsWith('telemetry.sdk.')
}
