import { join } from 'node:path'
import type { Clock } from '../clock'
import { silentLog, type Logger } from '../log'
import { MemoryBox, tempFolder } from '../session/testing'
import { JsonFile } from '../settings/json-file'
import { SettingsService } from '../settings/settings'
import { openStore } from '../store/open'
import { createClient, type Client, type ClientParts } from './client'

const FACTS = { version: '1', electron: '1', platform: 'linux', systemLocale: 'en' }

/** A whole client without a window, on a fresh profile unless told: loaded, not connected. `close` removes it. */
export function openClient(
  clock: Clock,
  log: Logger,
  folder = tempFolder(),
  more: Pick<ClientParts, 'mostInFlight'> = {},
): { readonly client: Client; readonly close: () => Promise<void> } {
  const settings = new JsonFile(join(folder.path, 'settings.json'))
  const client = createClient({
    ...{ folder: folder.path, clock, log, ...more },
    settings: new SettingsService(settings, FACTS, silentLog),
    store: openStore(join(folder.path, 'test.db')),
    secretBox: new MemoryBox(),
    spawnSample: () => {
      throw new Error('no sample here')
    },
  })
  client.load()
  return {
    client,
    async close() {
      await client.stop()
      folder.remove()
    },
  }
}
