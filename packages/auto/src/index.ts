import { isStarted, start, stop } from './api.ts'

export { start, stop }

// A preload may come twice: by NODE_OPTIONS, and by an import.
if (!isStarted()) {
  try {
    start()
  } catch (error) {
    // A service must not run without it unseen, and its log must show the sentence, not a trace of this package.
    console.error((error as Error).message)
    process.exit(1)
  }
}
