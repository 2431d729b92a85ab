import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { readRows, reveal } from '../fixtures/long-list'
import { PageObject } from './page-object'

/** A todo as the list shows it; `mark` is the state of its unconfirmed change, or ''. */
export interface ShownTodo {
  readonly title: string
  readonly notes: string
  readonly done: boolean
  readonly mark: string
}

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

  /** Everything on the list, also what has to be scrolled to. */
  async shown(): Promise<ShownTodo[]> {
    const parts = [`[data-testid="${TEST_IDS.todos.title}"]`, '.notes']
    const rows = await readRows(this.list, `[data-testid="${TEST_IDS.todos.row}"]`, parts)
    return rows.map(({ data, words: [title = '', notes = ''] }) => ({
      ...{ title, notes, done: data['done'] === 'true', mark: data['pending'] ?? '' },
    }))
  }

  /** Scrolls to a todo, and walks the keyboard onto it. */
  async walkTo(title: string): Promise<void> {
    await reveal(this.list, this.row(title))
    await this.row(title).getByTestId(TEST_IDS.todos.title).click()
    await this.list.focus()
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
