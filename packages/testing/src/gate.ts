/** A promise that resolves when somebody opens it. */
export interface Gate {
  readonly opened: Promise<void>
  open(): void
}

/** Makes a gate: what waits for it goes on when the test says so, not after some milliseconds. */
export function gate(): Gate {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
