import { afterEach } from 'vitest'
import type { ServerOptions } from '../options'
import { createServer, type RunningServer } from '../server'
import { TestClient } from './client'

/** Gives a test file servers on free ports that end with the test that asked for them. */
export function servers(): (
  options?: Partial<ServerOptions>,
) => Promise<{ server: RunningServer; client: TestClient }> {
  const running: RunningServer[] = []
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()))
  })
  return async (options = {}) => {
    const server = await createServer({ control: true, speed: 200, ...options })
    running.push(server)
    return { server, client: new TestClient(server.url, options.dialect) }
  }
}
