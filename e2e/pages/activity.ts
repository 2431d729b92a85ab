import type { Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import type { ActivityKind } from '../../src-shared/domain/activity'
import { PageObject } from './page-object'

export class ActivityPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.activity.page)
  readonly list = this.page.getByRole('grid', { name: 'What happened, newest first' })
  /** Ways back from merges. */
  readonly undo = this.page.getByTestId(TEST_IDS.activity.undo)
  readonly rows = this.page.getByTestId(TEST_IDS.activity.row)

  of(kind: ActivityKind): Locator {
    return this.page.locator(`[data-testid="${TEST_IDS.activity.row}"][data-kind="${kind}"]`)
  }
}
