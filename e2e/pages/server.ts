import type { Locator } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

/** The library server about itself. */
export class ServerPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.server.page)
  readonly refresh = this.root.getByRole('button', { name: 'Refresh' })
  readonly health = this.page.getByTestId(TEST_IDS.server.health)
  readonly sockets = this.page.getByTestId(TEST_IDS.server.sockets)
  readonly config = this.page.getByTestId(TEST_IDS.server.config)
  readonly saveConfig = this.page.getByTestId(TEST_IDS.server.saveConfig)
  /** What came of saving, in one sentence. */
  readonly outcome = this.config.getByRole('status')
  readonly backups = this.page.getByTestId(TEST_IDS.server.backup)
  readonly makeBackup = this.root.getByRole('button', { name: 'Make a backup' })
  readonly logging = this.page.getByTestId(TEST_IDS.server.logging)
  readonly logLines = this.page.getByTestId(TEST_IDS.server.logLines)
  readonly locks = this.page.getByTestId(TEST_IDS.server.lock)
  /** The question before something that cannot be taken back. */
  readonly question = this.page.getByRole('dialog')
  readonly needsConnection = this.root.getByText('This page needs the connection')

  section(name: string): Locator {
    return this.root.getByRole('region', { name })
  }

  /** A setting, by its words. */
  setting(label: string): Locator {
    return this.config.getByLabel(label)
  }

  /** What the server says of a setting. */
  problem(label: string): Locator {
    return this.config.locator('.field', { has: this.page.getByLabel(label) }).getByRole('alert')
  }

  async answer(button: string): Promise<void> {
    await this.question.getByRole('button', { name: button }).click()
  }
}
