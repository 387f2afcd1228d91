import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one plain line, `N passed, N failed`, which a script can read. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    let skipped = 0
    for (const module of modules) {
      // A file that fails to load has no tests to count, and must not look like a pass.
      if (module.state() === 'failed' && module.errors().length > 0) failed++
      // Nor must a group whose set-up fails, and whose tests are skipped for it.
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
        else skipped++
      }
    }
    const tally = `${passed} passed, ${failed} failed`
    console.log(skipped > 0 ? `${tally}, ${skipped} skipped` : tally)
  }
}
