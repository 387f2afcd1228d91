import { defineConfig } from 'vitest/config'

/** These fill both cores, so that each runs by itself, after the others. */
const underLoad = [
  'test/matrix/compatibility.test.ts',
  'test/load/**/*.test.ts',
  'test/opentelemetry/**/*.test.ts',
  'packages/auto/test/{apps,cross-talk,processes}.test.ts',
  'test/messages/**/*.test.ts',
  'test/stack/load.test.ts',
  'test/stack/outages.test.ts',
]

export default defineConfig({
  // Tests run from source; what is built is tested where a test says so, by its file names.
  ssr: { resolve: { conditions: ['@waybill/source', 'node'] } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ['default', './test/kit/tally-reporter.ts'],
    // The tests start real services, and two cores are what there is to count on.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'waybill',
          include: [
            'packages/*/test/**/*.test.ts',
            'examples/*/test/**/*.test.ts',
            'bench/test/**/*.test.ts',
            'test/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...underLoad],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'under load',
          include: underLoad,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
