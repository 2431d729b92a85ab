import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import type { Answer } from '../../src-shared/domain/decisions'
import type { OutboxState } from '../../src-shared/domain/outbox'
import { readRows } from '../fixtures/long-list'
import { PageObject } from './page-object'

export class OutboxPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.outbox.page)
  readonly rows = this.page.getByTestId(TEST_IDS.outbox.row)
  readonly list = this.page.getByRole('grid', { name: 'Changes not confirmed yet' })
  /** One for each server. */
  readonly freshness = this.root.getByTestId(TEST_IDS.ui.freshness)
  readonly empty = this.root.getByTestId(TEST_IDS.ui.empty)
  readonly decision = this.page.getByTestId(TEST_IDS.outbox.decision)
  readonly editor = this.page.getByTestId(TEST_IDS.outbox.editor)
  readonly retryAll = this.page.getByTestId(TEST_IDS.outbox.retryAll)
  readonly backup = this.page.getByTestId(TEST_IDS.outbox.backup)
  readonly twins = this.page.getByTestId(TEST_IDS.outbox.twin)

  /** The row of a change, by its sentence. */
  row(sentence: string): Locator {
    return this.rows.filter({ has: this.page.getByText(sentence, { exact: true }) })
  }

  inState(state: OutboxState): Locator {
    return this.page.locator(`[data-testid="${TEST_IDS.outbox.row}"][data-state="${state}"]`)
  }

  discard(row: Locator): Locator {
    return row.getByTestId(TEST_IDS.outbox.discard)
  }

  retry(row: Locator): Locator {
    return row.getByTestId(TEST_IDS.outbox.retry)
  }

  /** Every change in a sentence, in the order in which they were made. */
  async sentences(): Promise<string[]> {
    const row = `[data-testid="${TEST_IDS.outbox.row}"]`
    const rows = await readRows(this.list, row, ['strong'])
    return rows.map(({ words: [sentence = ''] }) => sentence)
  }

  edit(row: Locator): Locator {
    return row.getByTestId(TEST_IDS.outbox.edit)
  }

  /** Opens what a row in conflict or review asks. */
  async decide(row: Locator): Promise<void> {
    await row.getByTestId(TEST_IDS.outbox.decide).click()
    await expect(this.decision).toBeVisible()
  }

  answer(is: Answer['is']): Locator {
    return this.decision.locator(`[data-testid="${TEST_IDS.outbox.answer}"][data-answer="${is}"]`)
  }

  /** The choice of one version in the dialog: `title.mine`, or the title of a candidate. */
  version(name: string): Locator {
    return this.decision.locator(
      `[data-testid="${TEST_IDS.outbox.version}"][data-version="${name}"]`,
    )
  }
}
