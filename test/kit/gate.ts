/** A promise, and the function that resolves it. */
export function gate(): { asked: Promise<void>; ask: (value?: unknown) => void } {
  let ask: (value?: unknown) => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    ask = resolve as typeof ask
  })
  return { asked, ask }
}
