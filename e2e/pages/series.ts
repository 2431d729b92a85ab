import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

export class SeriesPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.library.series)
  readonly heading = this.root.getByRole('heading', { level: 1 })
  readonly episodes = this.page.getByTestId(TEST_IDS.library.episode)
  readonly missing = this.page.locator(
    `[data-testid="${TEST_IDS.library.episode}"][data-state="missing"]`,
  )
  readonly queueSelected = this.page.getByTestId(TEST_IDS.library.queueSelected)
  readonly queueMissing = this.page.getByTestId(TEST_IDS.library.queueMissing)

  episode(code: string): Locator {
    return this.page.locator(`[data-testid="${TEST_IDS.library.episode}"][data-episode="${code}"]`)
  }

  /** Puts the first `count` missing episodes into the queue; answers their codes. */
  async queue(count: number): Promise<string[]> {
    await expect(this.missing.nth(count - 1)).toBeVisible()
    const codes: string[] = []
    for (let at = 0; at < count; at++) {
      const row = this.missing.nth(at)
      codes.push((await row.getAttribute('data-episode')) ?? '')
      await row.getByRole('checkbox').check()
    }
    await this.queueSelected.click()
    return codes
  }

  async back(): Promise<void> {
    await this.root.getByRole('button', { name: 'All series' }).click()
  }
}
