/** Markup that is safe to send: only `html` and `raw` make it, so text cannot pose as it. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }

  toString(): string {
    return this.markup
  }
}

/** What may stand in a template: markup as it is, text escaped, a list of both, or nothing. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[]

/** Returns markup in which every value that is not markup itself is escaped. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(toMarkup)))
}

/** Marks text of our own as markup; never for what came from outside. */
export function raw(markup: string): Html {
  return new Html(markup)
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function toMarkup(value: HtmlValue): string {
  if (value instanceof Html) return value.markup
  if (Array.isArray(value)) return value.map(toMarkup).join('')
  if (value === undefined || value === false) return ''
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
