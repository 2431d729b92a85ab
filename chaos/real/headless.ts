import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toAppError } from '../../src-shared/domain/errors'
import type { CommandName } from '../../src-shared/ipc/commands'
import { createClient } from '../../src-main/client/client'
import { handlersOf } from '../../src-main/client/handlers'
import { systemClock } from '../../src-main/clock'
import { silentLog } from '../../src-main/log'
import type { SecretBox } from '../../src-main/session/secret-box'
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
  secretBox: keyFileBox(join(folder, '..', 'key')),
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

/** A keychain whose key lies in a file beside the profile, as the system's lies outside it. */
function keyFileBox(path: string): SecretBox {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  const key = readFileSync(path)
  return {
    state: () => Promise.resolve('ok' as const),
    unlock: () => Promise.resolve(),
    seal(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Promise.resolve(Buffer.concat([iv, cipher.getAuthTag(), body]))
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
      decipher.setAuthTag(sealed.subarray(12, 28))
      const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
      return Promise.resolve({ text: text.toString('utf8'), reseal: false })
    },
  }
}
