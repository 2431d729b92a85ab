import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toAppError } from '../../src-shared/domain/errors'
import type { CommandName } from '../../src-shared/ipc/commands'
import { createClient } from '../../src-main/client/client'
import { handlersOf } from '../../src-main/client/handlers'
import { systemClock } from '../../src-main/clock'
import { silentLog } from '../../src-main/log'
import { MemoryBox } from '../../src-main/session/testing'
import { JsonFile } from '../../src-main/settings/json-file'
import { SettingsService } from '../../src-main/settings/settings'
import { openStore } from '../../src-main/store/open'
import type { FromClient, ToClient } from './protocol'

/*
 * The application without its window: the same composition (src-main/client) on a profile folder,
 * driven over the parent's IPC channel by the commands of the contract. To be killed at any moment.
 */

const folder = process.argv[2] ?? ''
const log = silentLog
const settings = new SettingsService(
  new JsonFile(join(folder, 'settings.json')),
  { version: '0', electron: '0', platform: process.platform, systemLocale: 'en' },
  log,
)
const client = createClient({
  ...{ folder, settings, log, clock: systemClock() },
  store: openStore(join(folder, 'engawa.db'), { log }),
  secretBox: new MemoryBox(keyIn(join(folder, '..', 'key'))),
  spawnSample: () => {
    throw new Error('there is no sample server here')
  },
})
const handlers = handlersOf(client, { openExternal: () => undefined, quit: () => undefined })

client.load()
void client.connect().then(() => tell({ is: 'started' }))

process.on('message', (message: ToClient) => {
  void answer(message)
})
// The parent is gone: nobody will ever ask again.
process.on('disconnect', () => process.exit(0))

async function answer(message: ToClient): Promise<void> {
  const { id } = message
  if (message.is === 'slice') {
    const { rows, meta } = client.slices[message.slice]
    return tell({ is: 'value', id, value: { rows, meta } })
  }
  try {
    // What the parent sends is typed by the same contract; here it only crosses a pipe.
    const handler = handlers[message.name as CommandName] as (request: unknown) => unknown
    tell({ is: 'value', id, value: (await handler(message.request)) ?? null })
  } catch (thrown) {
    tell({ is: 'failure', id, error: toAppError(thrown) })
  }
}

function tell(message: FromClient): void {
  process.send?.(message)
}

/** The key lies in a file beside the profile, as the system's keychain lies outside it. */
function keyIn(path: string): Buffer {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  return readFileSync(path)
}
