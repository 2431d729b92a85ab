/**
 * The lists that were asked for on one connection. Servers answer in order, and a list that was
 * asked for earlier may still be under way when the next question is written: it was made before
 * the commands that the question is about, and must not be taken for its answer.
 */
export class Asks {
  #asked = 0
  #heard = 0
  /** A list came since the last question. */
  #came = false

  /** The number of the last question; 0 before the first. */
  get last(): number {
    return this.#asked
  }

  /** `get_all_todos` was written. */
  ask(): void {
    this.#asked += 1
    this.#came = false
  }

  /** A list came after the one that a connection begins with, which the server sends unasked. */
  hear(): void {
    this.#came = true
    if (this.#heard < this.#asked) this.#heard += 1
  }

  /** Whether this question has its answer; 0 is no question, and any list will do. */
  isAnswered(question: number): boolean {
    return this.#heard >= question
  }

  /**
   * The last question has waited for too long. True when a list came all the same: then one fewer
   * is under way than was counted (a server that begins without a list), and the next one answers.
   */
  isMiscounted(): boolean {
    if (this.#came) this.#heard = this.#asked
    return this.#came
  }

  /** The connection is gone, and with it what was under way. */
  clear(): void {
    this.#asked = 0
    this.#heard = 0
    this.#came = false
  }
}
