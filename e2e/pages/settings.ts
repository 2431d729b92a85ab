import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

export class SettingsPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.settings.page)
  readonly servers = this.page.getByTestId(TEST_IDS.settings.server)
  readonly theme = this.page.getByTestId(TEST_IDS.settings.theme)
  readonly language = this.page.getByTestId(TEST_IDS.settings.language)
}
