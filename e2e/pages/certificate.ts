import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

/** The dialog that shows a server's certificate. */
export class CertificateDialog extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.connect.certificate)
  readonly fingerprints = this.root.getByTestId(TEST_IDS.connect.fingerprint)
  readonly accept = this.root.getByTestId(TEST_IDS.connect.acceptCertificate)
  /** In the banner of a server that waits for the decision. */
  readonly look = this.page.getByRole('button', { name: 'Look at the certificate…' })

  async close(): Promise<void> {
    await this.root.getByRole('button', { name: 'Close' }).last().click()
  }
}
