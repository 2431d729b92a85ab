import type { Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import type { OutboxState } from '../../src-shared/domain/outbox'
import { PageObject } from './page-object'

export class OutboxPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.outbox.page)
  readonly rows = this.page.getByTestId(TEST_IDS.outbox.row)
  readonly empty = this.root.getByTestId(TEST_IDS.ui.empty)

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
}
