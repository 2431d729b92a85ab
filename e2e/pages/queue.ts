import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import type { QueueGroup } from '../../src-shared/domain/queue'
import { readRows } from '../fixtures/long-list'
import { PageObject } from './page-object'

/** A download as the list shows it; `mark` is the state of its unconfirmed change, or ''. */
export interface ShownDownload {
  /** Such as `Amber Tide S02E05`. */
  readonly name: string
  readonly mark: string
}

export class QueuePage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.queue.page)
  readonly list = this.page.getByRole('grid', { name: 'Download queue' })
  readonly rows = this.page.getByTestId(TEST_IDS.queue.row)
  readonly runState = this.page.getByTestId(TEST_IDS.queue.runState)
  readonly start = this.page.getByTestId(TEST_IDS.queue.start)
  readonly stop = this.page.getByTestId(TEST_IDS.queue.stop)
  readonly pause = this.page.getByTestId(TEST_IDS.queue.pause)
  readonly resume = this.page.getByTestId(TEST_IDS.queue.resume)
  readonly retryAll = this.page.getByTestId(TEST_IDS.queue.retryAll)
  readonly clear = this.page.getByTestId(TEST_IDS.queue.clear)
  readonly empty = this.root.getByTestId(TEST_IDS.ui.empty)
  readonly freshness = this.root.getByTestId(TEST_IDS.ui.freshness)

  /** The rows of one group, in their order. */
  inGroup(group: QueueGroup): Locator {
    return this.page.locator(`[data-testid="${TEST_IDS.queue.row}"][data-group="${group}"]`)
  }

  row(code: string): Locator {
    return this.rows.filter({ hasText: code })
  }

  /** Walks the keyboard onto a row. */
  async walkTo(row: Locator): Promise<void> {
    await row.locator('.names').click()
    await this.list.focus()
    await expect(this.list.locator('.virtual-row.active')).toHaveCount(1)
  }

  /** The episode codes of a group as they stand. */
  async codes(group: QueueGroup): Promise<string[]> {
    const words = await this.inGroup(group).locator('.second').allInnerTexts()
    return words.map((text) => /S\d+E\d+/.exec(text)?.[0] ?? '')
  }

  /** Everything on the list, also what has to be scrolled to. */
  async shown(): Promise<ShownDownload[]> {
    const mark = `[data-testid="${TEST_IDS.ui.outboxMark}"] > :last-child`
    const parts = ['.title', '.second', mark]
    const rows = await readRows(this.list, `[data-testid="${TEST_IDS.queue.row}"]`, parts)
    return rows.map(({ words: [series = '', second = '', words = ''] }) => ({
      name: `${series} ${/S\d+E\d+/.exec(second)?.[0] ?? ''}`,
      mark: words,
    }))
  }

  async openMenu(row: Locator): Promise<void> {
    await row.getByRole('button', { name: /^Actions for/ }).click()
    await expect(this.page.getByRole('menu')).toBeVisible()
  }

  /** Chooses an entry of a row's menu. */
  async fromMenu(row: Locator, entry: string | RegExp): Promise<void> {
    await this.openMenu(row)
    await this.page.getByRole('menuitem', { name: entry }).click()
  }

  /** Drags a row by the mouse to the place before another. */
  async dragBefore(row: Locator, other: Locator): Promise<void> {
    await row.locator('.names').dragTo(other, { targetPosition: { x: 200, y: 6 } })
  }

  /** The server has confirmed everything on the page. */
  async settled(): Promise<void> {
    await expect(this.root.getByTestId(TEST_IDS.ui.outboxMark)).toHaveCount(0)
  }
}
