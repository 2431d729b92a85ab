import { shallowRef, type ShallowRef } from 'vue'
import { toAppError, type AppError } from '../../src-shared/domain/errors'

export interface Action<A extends unknown[], R> {
  readonly busy: ShallowRef<boolean>
  /** Why the last run failed; null after a run that did not, and while one is under way. */
  readonly error: ShallowRef<AppError | null>
  /** Runs it; a second call while one is under way does nothing. Undefined when it failed. */
  run(...args: A): Promise<R | undefined>
  clear(): void
}

/** Something the user starts that takes time and can fail: for a busy button and an ErrorNote. */
export function useAction<A extends unknown[], R>(work: (...args: A) => Promise<R>): Action<A, R> {
  const busy = shallowRef(false)
  const error = shallowRef<AppError | null>(null)
  return {
    busy,
    error,
    async run(...args) {
      if (busy.value) return undefined
      busy.value = true
      error.value = null
      try {
        return await work(...args)
      } catch (thrown) {
        error.value = toAppError(thrown)
        return undefined
      } finally {
        busy.value = false
      }
    },
    clear: () => (error.value = null),
  }
}
