/** One kind of notification with any number of listeners; `on` returns its unsubscribe. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>()

  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Calls every listener registered now; one that throws does not stop the others. */
  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch (thrown) {
        queueMicrotask(() => {
          throw thrown
        })
      }
    }
  }

  get size(): number {
    return this.#listeners.size
  }
}
