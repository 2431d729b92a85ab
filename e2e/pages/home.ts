import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

export class HomePage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.home.page)
}
