import { EngawaApp } from '../../e2e/fixtures/app'
import { AppFailure, type Result } from '../../src-shared/domain/errors'
import type { Bridge } from '../../src-shared/ipc/bridge'
import type { AnswerOf, CommandName, RequestOf } from '../../src-shared/ipc/commands'
import type { SliceSnapshot } from '../../src-shared/ipc/events'
import type { SliceName } from '../../src-shared/state/slices'
import { Killed, type Client } from './client'

type Engawa = typeof globalThis & { readonly engawa: Bridge }

/** One life of the real application: its window asks, through preload and IPC, what a user would click. */
export class ElectronClient implements Client {
  readonly #app: EngawaApp
  #killed = false

  private constructor(app: EngawaApp) {
    this.#app = app
  }

  /** Resolves when the window can ask. */
  static async start(profile: string): Promise<ElectronClient> {
    const app = await EngawaApp.launch({ profile })
    await app.page.waitForFunction(() => 'engawa' in globalThis)
    return new ElectronClient(app)
  }

  async invoke<N extends CommandName>(name: N, request: RequestOf<N>): Promise<AnswerOf<N>> {
    const answer = await this.#ask((page) =>
      page.evaluate(
        // What crosses here is the contract's own JSON; Playwright's types do not know that.
        ([command, what]) =>
          (globalThis as Engawa).engawa.invoke(command as CommandName, what as never),
        [name, request] as [string, unknown],
      ),
    )
    return unwrap(answer as Result<AnswerOf<N>>)
  }

  async slice<N extends SliceName>(slice: N): Promise<SliceSnapshot<N>> {
    const answer = await this.#ask((page) =>
      page.evaluate(
        (name) => (globalThis as Engawa).engawa.snapshot(name as SliceName),
        slice as string,
      ),
    )
    return JSON.parse(unwrap(answer as Result<string>)) as SliceSnapshot<N>
  }

  async kill(): Promise<void> {
    if (this.#killed) return
    this.#killed = true
    const { uncaught, csp } = this.#app.faults
    await this.#app.kill()
    const faults = [...uncaught, ...csp]
    if (faults.length > 0) throw new Error(`the application failed by itself: ${faults.join('; ')}`)
  }

  async #ask(question: (page: EngawaApp['page']) => Promise<unknown>): Promise<unknown> {
    try {
      return await question(this.#app.page)
    } catch (thrown) {
      if (this.#killed) throw new Killed()
      throw thrown
    }
  }
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new AppFailure(result.error)
}
