const COLORS: Readonly<Record<string, string>> = {
  1: 'font-weight:bold',
  2: 'opacity:.6',
  31: 'color:#ff7b72',
  32: 'color:#7ee787',
  33: 'color:#e3b341',
  36: 'color:#79c0ff',
}

/** What a terminal would show, as a page: for pictures. */
export function terminalPage(text: string): string {
  let open = 0
  const body = text
    .replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals read.
    .replace(/\u001b\[(\d+)m/g, (_whole, code: string) => {
      if (COLORS[code]) {
        open += 1
        return `<span style="${COLORS[code]}">`
      }
      open -= 1
      return open >= 0 ? '</span>' : ''
    })
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0;padding:24px;background:#0d1117;color:#e6edf3}
pre{margin:0;font:14px/1.5 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap}</style><pre>${body}</pre>`
}
