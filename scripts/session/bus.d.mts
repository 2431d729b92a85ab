import type { Services } from './services.mjs'

export function startBus(services: Services, folder: string): Promise<NodeJS.ProcessEnv>
export function startKeyring(
  services: Services,
  env: NodeJS.ProcessEnv,
  options?: { locked?: boolean },
): Promise<void>
