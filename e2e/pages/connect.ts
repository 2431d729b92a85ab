import { expect } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { Shell } from './shell'
import { SignInSheet } from './sign-in'
import { PageObject } from './page-object'

/** The first screen, and "Add a server" later on. */
export class ConnectPage extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.connect.page)
  readonly url = this.page.getByTestId(TEST_IDS.connect.url)
  readonly submit = this.page.getByTestId(TEST_IDS.connect.urlSubmit)
  readonly error = this.root.getByTestId(TEST_IDS.ui.error)
  /** The question which of two kinds at one address are wanted. */
  readonly both = this.root.getByRole('group', { name: 'Both answer at this address' })
  /** The same where the server tells of neither or of one alone. */
  readonly choice = this.root.getByRole('group', {
    name: /^(Both answer at|This server does not say|What is at) /,
  })

  /** Asks the address what it is. */
  async ask(url: string): Promise<this> {
    await this.url.fill(url)
    await this.submit.click()
    return this
  }

  /** Connects to an address at which both servers answer, and keeps both. */
  async connect(url: string): Promise<SignInSheet> {
    await this.ask(url)
    await expect(this.both).toBeVisible()
    await this.submit.click()
    return new SignInSheet(this.page)
  }

  /** Of two servers at one address, keeps one. */
  async keepOnly(kind: 'library' | 'todos'): Promise<SignInSheet> {
    await this.choice.getByRole('checkbox', { name: /library/i }).setChecked(kind === 'library')
    await this.choice.getByRole('checkbox', { name: /todo/i }).setChecked(kind === 'todos')
    await this.submit.click()
    return new SignInSheet(this.page)
  }

  async trySample(): Promise<Shell> {
    await this.page.getByTestId(TEST_IDS.connect.sample).click()
    return new Shell(this.page)
  }
}
