import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { SeriesPage } from './series'
import { PageObject } from './page-object'

export class LibraryPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.library.page)
  readonly list = this.page.getByRole('grid', { name: 'Series', exact: true })
  readonly rows = this.page.getByTestId(TEST_IDS.library.row)
  readonly count = this.page.getByTestId(TEST_IDS.library.count)
  readonly search = this.page.getByTestId(TEST_IDS.library.search)
  readonly missingOnly = this.page.getByTestId(TEST_IDS.library.missingOnly)
  readonly sort = this.root.getByLabel('Order')
  readonly rescan = this.page.getByTestId(TEST_IDS.library.rescan)
  readonly scan = this.page.getByTestId(TEST_IDS.library.scan)
  readonly freshness = this.root.getByTestId(TEST_IDS.ui.freshness)
  /** Series on their way into the library. */
  readonly adding = this.page.getByTestId(TEST_IDS.library.adding)
  readonly empty = this.root.getByTestId(TEST_IDS.ui.empty)

  row(title: string): Locator {
    return this.rows.filter({ has: this.page.getByText(title, { exact: true }) })
  }

  /** The row the keyboard stands on. */
  get active(): Locator {
    return this.list.locator('.virtual-row.active')
  }

  async open(title: string): Promise<SeriesPage> {
    await this.search.fill(title)
    await this.row(title).click()
    const series = new SeriesPage(this.page)
    await expect(series.heading).toHaveText(title)
    return series
  }

  /** Opens the series at this place of the list, from 0. */
  async openAt(index: number): Promise<SeriesPage> {
    await this.rows.nth(index).click()
    const series = new SeriesPage(this.page)
    await expect(series.root).toBeVisible()
    return series
  }

  /** Searches the provider and adds the first that is not in the library; answers its title. */
  async addFirst(query: string): Promise<string> {
    await this.page.getByTestId(TEST_IDS.library.add).click()
    const field = this.page.getByTestId(TEST_IDS.library.addQuery)
    await field.fill(query)
    await field.press('Enter')
    const found = this.page.getByTestId(TEST_IDS.library.addResult)
    const addable = found.filter({ has: this.page.getByRole('button', { name: /^Add / }) }).first()
    const title = (await addable.locator('.title').innerText()).trim()
    await addable.getByRole('button', { name: `Add ${title}` }).click()
    await expect(found.filter({ hasText: title })).toContainText(/added|in the library/)
    await this.page.keyboard.press('Escape')
    await expect(field).toBeHidden()
    return title
  }
}
