import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * Tests with real servers, real files under load or child processes: seconds each. `npm test` runs
 * them; `npm run check` leaves them out to stay under a minute.
 */
const integration = [
  'chaos/**/*.test.ts',
  'reference-server/**/*.test.ts',
  'src-main/client/**/*.test.ts',
  'src-main/sample/sample.test.ts',
  'src-main/session/reference-server.test.ts',
  'src-main/shell/notifications/linux.test.ts',
  'src-main/store/guard.test.ts',
  'src-main/store/open.test.ts',
  'src-main/wire/linear.test.ts',
  'src-main/transport/close-table.test.ts',
  'src-main/transport/leaks.test.ts',
  'src-main/transport/connection-bursts.test.ts',
  'src-main/transport/connection-noticing.test.ts',
]

/** Unit tests sit beside their sources; the renderer's run in a DOM, all others in plain Node. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          // Pure code shares its modules: starting a worker for each file took most of the time.
          isolate: false,
          include: [
            'src-shared/**/*.test.ts',
            'src-main/**/*.test.ts',
            'scripts/**/*.test.ts',
            'e2e/fixtures/**/*.test.ts',
          ],
          exclude: integration,
        },
      },
      {
        test: { name: 'integration', environment: 'node', include: integration },
      },
      {
        // Against the FastAPI server of e2e/fixtures/fastapi; needs Debian's packages for it.
        test: {
          name: 'contract',
          environment: 'node',
          include: ['e2e/contract/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [vue()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['src-renderer/**/*.test.ts'],
        },
      },
    ],
  },
})
