import type { Log } from './setup/console.mjs'

export interface ElectronRuntime {
  /** The executable: `path <app folder> [arguments]`. */
  path: string
  /** The unpacked folder it lies in. */
  dir: string
  /** "33.2.1": say it with every test result. */
  version: string
  source: 'override' | 'official' | 'fallback'
}

export function ensureElectron(options?: { log?: Log }): Promise<ElectronRuntime>
export function plainElectronDist(options?: { log?: Log }): Promise<ElectronRuntime>
