import { dialog, type BrowserWindow, type MessageBoxOptions } from 'electron'
import type { ShellMessages } from './messages'

export interface QuitWarningParts {
  /** Closes with the program; whatever asks to quit closes it first. */
  readonly window: Pick<BrowserWindow, 'on' | 'off'>
  /** Changes that the servers have not confirmed, of every account. */
  readonly unsent: () => number
  /** The user's preference; without it nobody is asked. */
  readonly wanted: () => boolean
  readonly stopAsking: () => void
  readonly messages: () => ShellMessages
  /** Answers the index of the button and whether the box below was ticked. */
  readonly ask: (
    options: MessageBoxOptions,
  ) => Promise<{ readonly response: number; readonly checkboxChecked: boolean }>
  readonly quit: () => void
}

const QUIT = 0
const STAY = 1

/**
 * Says before the end that something is unsent, and that it is kept. It never stands in the way of
 * the system: `letGo` is for a shutdown or a signal.
 */
export class QuitWarning {
  readonly #parts: QuitWarningParts
  #sure = false
  #asking = false

  constructor(parts: QuitWarningParts) {
    this.#parts = parts
    parts.window.on('close', this.#closing)
  }

  /** From now on closing asks nothing. */
  letGo(): void {
    this.#sure = true
  }

  dispose(): void {
    this.#parts.window.off('close', this.#closing)
  }

  readonly #closing = (event: { preventDefault(): void }): void => {
    const { unsent, wanted } = this.#parts
    const count = unsent()
    if (this.#sure || count === 0 || !wanted()) return
    event.preventDefault()
    if (!this.#asking) void this.#ask(count)
  }

  async #ask(count: number): Promise<void> {
    const { messages, ask, stopAsking, quit } = this.#parts
    const words = messages().quit
    this.#asking = true
    try {
      const { response, checkboxChecked } = await ask({
        type: 'question',
        message: words.message(count),
        detail: words.detail,
        buttons: [words.quit, words.stay],
        defaultId: QUIT,
        cancelId: STAY,
        checkboxLabel: words.stopAsking,
        noLink: true,
      })
      if (checkboxChecked) stopAsking()
      if (response !== QUIT) return
    } catch {
      // A question that can't be shown must not keep the program from ending.
    } finally {
      this.#asking = false
    }
    this.letGo()
    quit()
  }
}

/** The question as the system's own dialog over the window. */
export function askOver(window: BrowserWindow): QuitWarningParts['ask'] {
  return (options) => dialog.showMessageBox(window, options)
}
