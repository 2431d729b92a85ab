import { expect } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

/** Search and commands (Ctrl+K). */
export class Palette extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.app.palette)
  readonly input = this.page.getByTestId(TEST_IDS.app.paletteInput)
  readonly options = this.root.getByRole('option')

  /** Types, and runs the first thing found by Enter. */
  async run(words: string): Promise<void> {
    await this.input.fill(words)
    await expect(this.options.first()).toHaveAttribute('aria-selected', 'true')
    await expect(this.options.first()).toContainText(words, { ignoreCase: true })
    await this.page.keyboard.press('Enter')
    await expect(this.root).toBeHidden()
  }
}
