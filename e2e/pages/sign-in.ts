import { expect } from '@playwright/test'
import { TEST_IDS } from '../../src-shared/test-ids'
import { PageObject } from './page-object'

/** The sheet over the page: set-up, or the sign-in of one of the two servers. */
export class SignInSheet extends PageObject {
  readonly root = this.page.getByTestId(TEST_IDS.connect.sheet)
  readonly user = this.root.getByTestId(TEST_IDS.connect.user)
  readonly password = this.root.getByTestId(TEST_IDS.connect.password)
  readonly repeat = this.root.getByTestId(TEST_IDS.connect.passwordRepeat)
  /** Where to sign in or register, asked where the server does not tell. */
  readonly path = this.root.getByTestId(TEST_IDS.connect.path)
  readonly rules = this.root.getByTestId(TEST_IDS.connect.rules)
  readonly submit = this.root.getByTestId(TEST_IDS.connect.submit)
  /** What cannot be done without the connection, and is not queued. */
  readonly needs = this.root.getByTestId(TEST_IDS.connect.needs)
  readonly error = this.root.getByTestId(TEST_IDS.ui.error)

  async signInLibrary(password: string): Promise<this> {
    // The todo sheet may stand there first, or come next: only this one has no user.
    await expect(this.user).toBeHidden()
    await this.password.fill(password)
    await this.submit.click()
    return this
  }

  /** Signs in once wherever a sign-in is asked for, in whichever order the two servers ask. */
  async signInBoth(library: string, todos: { readonly user: string; readonly password: string }) {
    await expect(this.password).toBeVisible()
    const todosFirst = await this.user.isVisible()
    if (todosFirst) await this.signInTodos(todos.user, todos.password)
    else await this.signInLibrary(library)
    await expect(this.user).toBeVisible({ visible: !todosFirst })
    if (todosFirst) await this.signInLibrary(library)
    else await this.signInTodos(todos.user, todos.password)
    await expect(this.root).toBeHidden()
  }

  async setUp(password: string): Promise<this> {
    await this.password.fill(password)
    await this.repeat.fill(password)
    await this.submit.click()
    return this
  }

  async signInTodos(user: string, password: string): Promise<this> {
    await this.user.fill(user)
    await this.password.fill(password)
    await this.submit.click()
    return this
  }

  async register(user: string, password: string): Promise<this> {
    await expect(this.user).toBeVisible()
    await this.root.getByTestId(TEST_IDS.connect.register).click()
    return this.signInTodos(user, password)
  }

  /** Counts how often the sheet comes up from now on, however short it stays. */
  async appearances(): Promise<() => Promise<number>> {
    const counter = await this.page.evaluateHandle((testId) => {
      const seen = { times: 0 }
      const has = (node: Node) =>
        node instanceof Element &&
        (node.matches(`[data-testid="${testId}"]`) ||
          node.querySelector(`[data-testid="${testId}"]`) !== null)
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) if ([...addedNodes].some(has)) seen.times += 1
      }).observe(document.body, { childList: true, subtree: true })
      return seen
    }, TEST_IDS.connect.sheet)
    return () => counter.evaluate(({ times }) => times)
  }

  async close(): Promise<void> {
    await this.root.getByRole('button', { name: 'Close' }).click()
  }
}
