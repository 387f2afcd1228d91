import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Tests run from source; what is built is tested where a test says so, by its file names.
  ssr: { resolve: { conditions: ['@waybill/source', 'node'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/kit/tally-reporter.ts'],
    // The tests start real services, and two cores are what there is to count on.
    maxWorkers: 2,
  },
})
