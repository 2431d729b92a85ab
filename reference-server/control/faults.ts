import type { MessageLimit, TodoHabits } from '../dialects/traits'
import type { ServerName } from '../sockets/peer'
import { HeldAnswers } from './held-answers'
import { hits, type PathRule } from './path-rule'

export interface Refusal extends PathRule {
  status: number
  times: number
  /** Seconds for the `Retry-After` header. */
  retryAfter?: number | undefined
  body?: unknown
}

export interface NextDownload {
  outcome: 'complete' | 'fail'
  reason?: string | undefined
  /** Library seconds that the transfer takes. */
  seconds?: number | undefined
}

export type TodoRejection =
  'message+1008' | '1008' | '4001' | '4003' | '4401' | 'http401' | 'http403'

/**
 * What tests have asked to go wrong. It outlives a restart of the instance and is empty, and so
 * without any effect, unless the control API fills it.
 */
export class Faults {
  readonly frozen = new Set<ServerName>()
  /** Versions that can refresh a token, and do not at the moment. */
  readonly withoutRefresh = new Set<ServerName>()
  readonly answers = new HeldAnswers()
  readonly #delays: (PathRule & { ms: number })[] = []
  readonly #lostAnswers: (PathRule & { times: number })[] = []
  readonly #refusals: Refusal[] = []
  readonly #downloads: NextDownload[] = []
  readonly #scans: string[] = []
  readonly #loadings: string[] = []
  #lostConfirmations = 0
  /** Answer every call with a page instead of JSON. */
  html = false
  /** How a bad token is turned away from the todo socket. */
  todoRejection: TodoRejection = 'message+1008'
  /** Refuse the next todo sockets even with a good token. */
  todoRefusals = 0
  /** Habits of the todo server that a test has changed; the dialect has the others. */
  todoHabits: Partial<TodoHabits> = {}
  /** What every `error` of the todo server says, in place of its own words. */
  todoErrorWords: string | null = null
  /** Who took the scan's lock and died without giving it back. */
  leftLock: { by: string; since: string } | null = null
  /** What a library socket may send, in place of the dialect's limit. */
  messageLimit: MessageLimit | null = null

  /** 0 ms removes the rule. */
  delay(rule: PathRule & { ms: number }): void {
    remove(this.#delays, (other) => other.path === rule.path && other.method === rule.method)
    if (rule.ms > 0) this.#delays.push(rule)
  }

  delayFor(method: string, path: string): number {
    return Math.max(0, ...this.#delays.filter((rule) => hits(rule, method, path)).map((r) => r.ms))
  }

  loseAnswers(rule: PathRule & { times: number }): void {
    this.#lostAnswers.push(rule)
  }

  takeLostAnswer(method: string, path: string): boolean {
    return take(this.#lostAnswers, method, path) !== null
  }

  refuse(refusal: Refusal): void {
    this.#refusals.push(refusal)
  }

  takeRefusal(method: string, path: string): Refusal | null {
    return take(this.#refusals, method, path)
  }

  nextDownload(next: NextDownload, times: number): void {
    for (let i = 0; i < times; i++) this.#downloads.push(next)
  }

  takeDownload(): NextDownload | null {
    return this.#downloads.shift() ?? null
  }

  failNextScan(reason: string): void {
    this.#scans.push(reason)
  }

  takeScanFailure(): string | null {
    return this.#scans.shift() ?? null
  }

  failNextLoading(reason: string): void {
    this.#loadings.push(reason)
  }

  takeLoadingFailure(): string | null {
    return this.#loadings.shift() ?? null
  }

  loseConfirmations(times: number): void {
    this.#lostConfirmations = times
  }

  takeLostConfirmation(): boolean {
    if (this.#lostConfirmations === 0) return false
    this.#lostConfirmations -= 1
    return true
  }

  /** Everything behaves again. */
  clear(): void {
    this.frozen.clear()
    this.withoutRefresh.clear()
    this.answers.release()
    for (const list of [
      this.#delays,
      this.#lostAnswers,
      this.#refusals,
      this.#downloads,
      this.#scans,
      this.#loadings,
    ]) {
      list.length = 0
    }
    this.#lostConfirmations = 0
    this.html = false
    this.todoRejection = 'message+1008'
    this.todoRefusals = 0
    this.todoHabits = {}
    this.todoErrorWords = null
    this.messageLimit = null
    this.leftLock = null
  }
}

function take<T extends PathRule & { times: number }>(
  rules: T[],
  method: string,
  path: string,
): T | null {
  const rule = rules.find((candidate) => hits(candidate, method, path))
  if (!rule) return null
  rule.times -= 1
  if (rule.times <= 0) remove(rules, (other) => other === rule)
  return rule
}

function remove<T>(list: T[], test: (entry: T) => boolean): void {
  for (let i = list.length - 1; i >= 0; i--) {
    const entry = list[i]
    if (entry !== undefined && test(entry)) list.splice(i, 1)
  }
}
