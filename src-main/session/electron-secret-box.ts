import { safeStorage } from 'electron'
import { lockedByService, unlockService } from './secret-service'
import type { BoxState, SecretBox } from './secret-box'

/** The asynchronous half of safeStorage exists from Electron 42; the runtime decides, not the typings. */
type AsyncStorage = Pick<
  typeof safeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
>

export interface ElectronSecretBoxOptions {
  readonly platform: NodeJS.Platform
  /** Whether a keyring answered or could be started on the session bus; see password-store.ts. */
  readonly keyringSeen: boolean
}

/** The system's keychain through Electron. To be used after `ready` only. */
export function electronSecretBox(options: ElectronSecretBoxOptions): SecretBox {
  const modern = asyncStorage()

  async function state(): Promise<BoxState> {
    if (options.platform === 'linux') {
      const backend = safeStorage.getSelectedStorageBackend()
      if (backend === 'basic_text' || backend === 'unknown') return 'noKeyring'
      // Chromium asks the keyring once per process and remembers a refusal. So a locked one is
      // recognised over the bus first: then "try again" can work without a restart.
      if (backend === 'gnome_libsecret' && (await lockedByService())) return 'locked'
    }
    const available = modern
      ? await modern.isAsyncEncryptionAvailable()
      : safeStorage.isEncryptionAvailable()
    if (available) return 'ok'
    return options.platform === 'linux' && !options.keyringSeen ? 'noKeyring' : 'locked'
  }

  return {
    state,
    async unlock() {
      if (options.platform === 'linux' && options.keyringSeen) await unlockService()
    },
    async seal(text) {
      return modern ? modern.encryptStringAsync(text) : safeStorage.encryptString(text)
    },
    async open(sealed) {
      if (!modern) return { text: safeStorage.decryptString(sealed), reseal: false }
      const opened = await modern.decryptStringAsync(sealed)
      return { text: opened.result, reseal: opened.shouldReEncrypt }
    },
  }
}

function asyncStorage(): AsyncStorage | null {
  const here: Partial<AsyncStorage> = safeStorage
  return here.isAsyncEncryptionAvailable && here.encryptStringAsync && here.decryptStringAsync
    ? safeStorage
    : null
}
