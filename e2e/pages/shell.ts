import { expect, type Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { ActivityPage } from './activity'
import { HomePage } from './home'
import { LibraryPage } from './library'
import { OutboxPage } from './outbox'
import { Palette } from './palette'
import { QueuePage } from './queue'
import { ServerPage } from './server'
import { SettingsPage } from './settings'
import { SignInSheet } from './sign-in'
import { TodosPage } from './todos'
import { PageObject } from './page-object'

const PAGES = {
  home: HomePage,
  library: LibraryPage,
  queue: QueuePage,
  todos: TodosPage,
  activity: ActivityPage,
  outbox: OutboxPage,
  server: ServerPage,
  settings: SettingsPage,
} as const
type Pages = { [N in keyof typeof PAGES]: InstanceType<(typeof PAGES)[N]> }

/** What stands around every page: rail, top bar, bottom strip, banners, messages. */
export class Shell extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.app.shell)
  readonly rail = this.page.getByTestId(TEST_IDS.app.rail)
  /** How the connections are, in words. */
  readonly connection = this.page.getByTestId(TEST_IDS.app.connection)
  readonly tryNow = this.page.getByTestId(TEST_IDS.app.tryNow)
  readonly outboxCount = this.page.getByTestId(TEST_IDS.app.outboxCount)
  readonly bottomStrip = this.page.getByTestId(TEST_IDS.app.bottomStrip)
  readonly away = this.page.getByTestId(TEST_IDS.app.awayBanner)
  /** What happened during the last absence. */
  readonly awayLine = this.page.getByTestId(TEST_IDS.app.awayLine)
  readonly awayLineOpen = this.page.getByTestId(TEST_IDS.app.awayLineOpen)
  readonly awayLineDismiss = this.page.getByTestId(TEST_IDS.app.awayLineDismiss)
  /** Why something cannot be asked for while its server is away. */
  readonly needs = this.page.getByTestId(TEST_IDS.app.needsConnection)
  readonly toasts = this.page.getByTestId(TEST_IDS.app.toast)
  readonly help = this.page.getByTestId(TEST_IDS.app.help)
  readonly sheet = new SignInSheet(this.page)

  /** Waits until both servers (or the only one) are live. */
  async live(): Promise<this> {
    await expect(this.connection).toHaveText('Live', { timeout: 30_000 })
    return this
  }

  async go<N extends keyof Pages>(name: N): Promise<Pages[N]> {
    await this.link(name).click()
    const page = this.at(name)
    await expect(page.root).toBeVisible()
    return page
  }

  /** The page object without going there. */
  at<N extends keyof Pages>(name: N): Pages[N] {
    return new PAGES[name](this.page) as Pages[N]
  }

  link(name: keyof Pages): Locator {
    return this.rail.locator(`a[href="#/${name === 'home' ? '' : name}"]`)
  }

  async openPalette(): Promise<Palette> {
    await this.page.keyboard.press('Control+k')
    return new Palette(this.page)
  }

  /** Takes back the last thing that offers it. */
  async undo(): Promise<void> {
    await this.page.getByTestId(TEST_IDS.app.toastUndo).last().click()
  }

  /** Chooses an entry of the menu of servers. */
  async fromServerMenu(entry: string | RegExp): Promise<void> {
    await this.page.getByTestId(TEST_IDS.app.serverMenu).click()
    await this.page.getByRole('menuitem', { name: entry }).click()
  }
}
