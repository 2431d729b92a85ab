import { defineConfig } from '@playwright/test'

/**
 * The real application in a real Electron against the real reference server, one at a time: they
 * share one display, one session bus and one keyring. `npm run e2e` sets those up.
 */
export default defineConfig({
  testDir: './specs',
  outputDir: './artifacts/results',
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
})
