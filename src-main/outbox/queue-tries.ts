import type { AppError } from '../../src-shared/domain/errors'

/** Seconds before the next tries of a row that did not reach the server. */
const TRY_AGAIN_S = [2, 10, 60, 300] as const

/** When rows that did not reach the server are tried again; begun anew with each connection. */
export class Tries {
  readonly #tries = new Map<number, number>()

  /** Epoch milliseconds; never before the server's own `Retry-After`. */
  next(seq: number, now: number, error: AppError): number {
    const tries = this.#tries.get(seq) ?? 0
    this.#tries.set(seq, tries + 1)
    const step = TRY_AGAIN_S[Math.min(tries, TRY_AGAIN_S.length - 1)] ?? 300
    return now + Math.max(step, error.retryAfter ?? 0) * 1_000
  }

  end(seq: number): void {
    this.#tries.delete(seq)
  }

  forget(): void {
    this.#tries.clear()
  }
}
