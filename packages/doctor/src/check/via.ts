import { splitAtEquals } from './marks/tested-header.ts'

/** A variable of the service's environment that leads its calls to the echo. */
export interface Via {
  readonly name: string
  /** With `{url}`, `{host}` and `{port}` in it. */
  readonly template: string
}

/** Reads `NAME` or `NAME=template`; undefined where it is neither. */
export function readVia(text: string): Via | undefined {
  const [name, template = '{url}'] = splitAtEquals(text)
  return /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(name) ? { name, template } : undefined
}

/** Says whether the variable names the echo, rather than something fixed. */
export function leadsToEcho({ template }: Via): boolean {
  return /\{(?:url|host|port)\}/.test(template)
}

/** The variables with the echo's address in them. */
export function environmentOf(
  vias: readonly Via[],
  host: string,
  port: number,
): Readonly<Record<string, string>> {
  const name = host.includes(':') ? `[${host}]` : host
  return Object.fromEntries(
    vias.map((via) => [
      via.name,
      via.template
        .replaceAll('{url}', `http://${name}:${port}`)
        .replaceAll('{host}', host)
        .replaceAll('{port}', String(port)),
    ]),
  )
}
