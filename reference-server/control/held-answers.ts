import { hits, type PathRule } from './path-rule'

/** Answers that are ready and yet do not go out: what was asked for is done at once. */
export class HeldAnswers {
  readonly #rules: PathRule[] = []
  #waiting: (() => void)[] = []

  hold(rule: PathRule): void {
    this.#rules.push(rule)
  }

  /** Resolves when the answer to such a call may go out. */
  async pass(method: string, path: string): Promise<void> {
    if (!this.#rules.some((rule) => hits(rule, method, path))) return
    await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Lets go of every answer and holds back none from now on. */
  release(): number {
    this.#rules.length = 0
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
    return waiting.length
  }
}
