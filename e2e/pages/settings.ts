import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

export class SettingsPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.settings.page)
  readonly servers = this.page.getByTestId(TEST_IDS.settings.server)
  readonly theme = this.page.getByTestId(TEST_IDS.settings.theme)
  /** Diagnostics. */
  readonly rooms = this.page.getByTestId(TEST_IDS.settings.rooms)
  readonly counters = this.page.getByTestId(TEST_IDS.settings.counters)
  readonly timeline = this.page.getByTestId(TEST_IDS.settings.timeline)
  readonly language = this.page.getByTestId(TEST_IDS.settings.language)
}
