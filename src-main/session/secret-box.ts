/**
 * What the system's keychain allows right now:
 * - `ok`: it seals and opens;
 * - `locked`: it is there but waits for the user's password;
 * - `noKeyring`: there is none (or only a fixed key, which would be plaintext by another name).
 */
export type BoxState = 'ok' | 'locked' | 'noKeyring'

/** Seals text with a key that only the system's keychain holds. Knows nothing of Electron. */
export interface SecretBox {
  /** Asked before each first use and on the user's "try again"; never prompts by itself. */
  state(): Promise<BoxState>
  /** Asks the keychain to open itself, which may show the system's own prompt. */
  unlock(): Promise<void>
  seal(text: string): Promise<Buffer>
  /**
   * Rejects with anything when the key that sealed it is gone. `reseal` says that the system has a
   * newer key by now, so that what was opened should be sealed again.
   */
  open(sealed: Buffer): Promise<{ readonly text: string; readonly reseal: boolean }>
}
