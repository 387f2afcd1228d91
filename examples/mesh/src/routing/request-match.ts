import { listOf, mapOf, membersOf, type RuleField, textOf } from './rule-field.ts'
import { type StringMatch, stringMatchOf } from './string-match.ts'

/** What a route is chosen by. */
export interface RoutedRequest {
  /** The path without its query. */
  readonly path: string
  /** A header's value, the values of its repeats joined by a comma. */
  header(name: string): string | undefined
}

/** Says whether a request is one that a route is for. */
export type RequestMatch = (request: RoutedRequest) => boolean

/** Reads `match`: a request has to satisfy one entry, and of that entry everything. */
export function requestMatchOf(field: RuleField | undefined): RequestMatch {
  if (field === undefined) return () => true
  const entries = listOf(field).map(entryOf)
  return (request) => entries.some((matches) => matches(request))
}

function entryOf(field: RuleField): RequestMatch {
  const { name, uri, headers } = membersOf(field, ['name', 'uri', 'headers'])
  if (name !== undefined) textOf(name)
  const path = uri === undefined ? () => true : stringMatchOf(uri)
  const wanted = headers === undefined ? [] : Object.entries(mapOf(headers)).map(headerOf)
  return (request) =>
    path(request.path) && wanted.every(({ header, matches }) => matches(request.header(header)))
}

function headerOf([header, field]: [string, RuleField]): { header: string; matches: StringMatch } {
  // `end-user: {}` asks for no more than that the header is there.
  const asksForPresence = Object.keys(mapOf(field)).length === 0
  const matches = asksForPresence ? (text?: string) => text !== undefined : stringMatchOf(field)
  return { header: header.toLowerCase(), matches }
}
