import { defineConfig } from 'vitest/config';

// Two projects, one runner. `unit` needs neither page nor network; `site` drives the built site in a real browser.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', 'components/**/*.test.ts'],
          exclude: ['src/tests/journeys/**', 'src/tests/every-page/**'],
        },
      },
      {
        test: {
          name: 'site',
          environment: 'node',
          include: ['src/tests/journeys/**/*.test.ts', 'src/tests/every-page/**/*.test.ts'],
          globalSetup: ['src/tests/journeys/site-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A page answers soon; how soon depends on the machine, so no test waits a fixed time.
          expect: { poll: { timeout: 15_000, interval: 50 } },
          maxWorkers: 2,
        },
      },
    ],
  },
});
