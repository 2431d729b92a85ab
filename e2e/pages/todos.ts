import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

export class TodosPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.todos.page)
  readonly list = this.page.getByRole('grid', { name: 'Todo list' })
  readonly rows = this.page.getByTestId(TEST_IDS.todos.row)
  readonly titles = this.page.getByTestId(TEST_IDS.todos.title)
  readonly draft = this.page.getByTestId(TEST_IDS.todos.newTitle)
  readonly openCount = this.page.getByTestId(TEST_IDS.todos.openCount)
  readonly refresh = this.page.getByTestId(TEST_IDS.todos.refresh)
  readonly editor = this.page.getByTestId(TEST_IDS.todos.editor)
  readonly editTitle = this.page.getByTestId(TEST_IDS.todos.editTitle)
  readonly editDescription = this.page.getByTestId(TEST_IDS.todos.editDescription)
  readonly editDue = this.editor.getByLabel('Due')
  readonly editPriority = this.editor.getByLabel('Priority')
  readonly save = this.page.getByTestId(TEST_IDS.todos.save)
  readonly freshness = this.root.getByTestId(TEST_IDS.ui.freshness)
  readonly empty = this.root.getByTestId(TEST_IDS.ui.empty)

  row(title: string): Locator {
    return this.rows.filter({ has: this.page.getByText(title, { exact: true }) })
  }

  mark(title: string): Locator {
    return this.row(title).getByTestId(TEST_IDS.ui.outboxMark)
  }

  async add(title: string): Promise<void> {
    await this.draft.fill(title)
    await this.draft.press('Enter')
    await expect(this.draft).toHaveValue('')
    await expect(this.row(title)).toBeVisible()
  }

  async setDone(title: string, done: boolean): Promise<void> {
    await this.row(title).getByRole('checkbox').setChecked(done)
  }

  async fromMenu(title: string, entry: string): Promise<void> {
    await this.row(title)
      .getByRole('button', { name: /^Actions for/ })
      .click()
    await this.page.getByRole('menuitem', { name: entry }).click()
  }

  async edit(title: string): Promise<void> {
    await this.fromMenu(title, 'Edit')
    await expect(this.editor).toBeVisible()
  }

  /** The server has confirmed everything on the page. */
  async settled(): Promise<void> {
    await expect(this.root.getByTestId(TEST_IDS.ui.outboxMark)).toHaveCount(0)
  }
}
