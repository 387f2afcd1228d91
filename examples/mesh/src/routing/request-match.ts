import { listOf, mapOf, membersOf, type RuleField, textOf } from './rule-field.ts'
import { type StringMatch, stringMatchOf } from './string-match.ts'

/** What a route is chosen by. */
export interface RoutedRequest {
  /** The path without its query. */
  readonly path: string
  /** A header's value, the values of its repeats joined by a comma. */
  header(name: string): string | undefined
}

/** One entry of `match`: a request has to satisfy everything in it. */
export interface RequestMatch {
  readonly path: StringMatch | undefined
  /** By the header's name in lower case; `'present'` asks for no more than that it is there. */
  readonly headers: ReadonlyMap<string, StringMatch | 'present'>
}

/** Reads `match`, of whose entries a request has to satisfy one; none stands for every request. */
export function requestMatchesOf(field: RuleField | undefined): RequestMatch[] {
  return field === undefined ? [] : listOf(field).map(requestMatchOf)
}

/** Says whether a request is one that a route with these matches is for. */
export function fitsRequest(matches: readonly RequestMatch[], request: RoutedRequest): boolean {
  return matches.length === 0 || matches.some((match) => fitsAll(match, request))
}

function fitsAll({ path, headers }: RequestMatch, request: RoutedRequest): boolean {
  if (path !== undefined && !path.fits(request.path)) return false
  return [...headers].every(([name, match]) => {
    const text = request.header(name)
    return match === 'present' ? text !== undefined : match.fits(text)
  })
}

function requestMatchOf(field: RuleField): RequestMatch {
  const { name, uri, headers } = membersOf(field, ['name', 'uri', 'headers'])
  if (name !== undefined) textOf(name)
  const wanted = headers === undefined ? [] : Object.entries(mapOf(headers))
  return {
    path: uri && stringMatchOf(uri),
    headers: new Map(wanted.map(([header, match]) => [header.toLowerCase(), headerMatchOf(match)])),
  }
}

function headerMatchOf(field: RuleField): StringMatch | 'present' {
  return Object.keys(mapOf(field)).length === 0 ? 'present' : stringMatchOf(field)
}
