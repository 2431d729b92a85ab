import type { Answer } from '../../src-shared/domain/decisions'
import type { AppError } from '../../src-shared/domain/errors'
import type { OutboxCommand, OutboxRow, OutboxState } from '../../src-shared/domain/outbox'
import type { ServerKind } from '../../src-shared/domain/server'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { Db } from '../store/db'
import { int, intOrNull, text, textOrNull, type Params, type Row } from '../store/sql'

/** A row as stored: with the number of the todo it was made on, which tells a reused id from the old one. */
export interface StoredRow extends OutboxRow {
  readonly targetSeen: number | null
  /** What the server had when the user answered: what the answer is carried out against. */
  readonly answeredOn: AnsweredOn | null
  /** How often the server closed the connection over this row alone. */
  readonly strikes: number
  /** Written to a connection that died before it was settled: its bytes may be processed late. */
  readonly doubtful: boolean
  /** First-seen numbers of the todos it is put to review for. */
  readonly suspects: readonly number[]
  /**
   * Queue commands: what stood for it on the server before the first send (see `standingFor`); what
   * is beside that later is its doing. Null: never sent, or nothing was known.
   */
  readonly standing: readonly string[] | null
}

/** The bookkeeping of a row that has not been anywhere yet. */
export const UNTOUCHED = {
  answer: null,
  answeredOn: null,
  strikes: 0,
  doubtful: false,
  suspects: [],
  standing: null,
} as const

export interface AnsweredOn {
  readonly theirs: TodoPatch | null
  readonly seen: number | null
  /** It certainly was the todo that the change was made on. */
  readonly sure: boolean
}

/**
 * The outbox table under a mirror in memory: reading all rows for every fold must not cost a query.
 * Every write goes to both; after a rollback the mirror is read again.
 */
export class OutboxTable {
  readonly #db: Db
  #rows: Map<number, StoredRow> | null = null
  readonly #byAccount = new Map<string, readonly StoredRow[]>()

  constructor(db: Db) {
    this.#db = db
    db.onStale(() => {
      this.#rows = null
      this.#byAccount.clear()
    })
  }

  get size(): number {
    return this.#load().size
  }

  all(): readonly StoredRow[] {
    return [...this.#load().values()]
  }

  get(seq: number): StoredRow | null {
    return this.#load().get(seq) ?? null
  }

  /** By seq. The same array until something of the account changes. */
  of(account: string): readonly StoredRow[] {
    const known = this.#byAccount.get(account)
    if (known) return known
    const rows = this.all().filter((row) => row.account === account)
    this.#byAccount.set(account, rows)
    return rows
  }

  insert(row: Omit<StoredRow, 'seq'>): StoredRow {
    const rows = this.#load()
    const { lastId } = this.#db.run(
      `INSERT INTO outbox (profile, account, server, entity, kind, command, base, label, state,
         baseline, target_seen, attempts, last_error, created_at, not_before, answer, answered_on,
         strikes, doubtful, suspects, standing)
       VALUES (:profile, :account, :server, :entity, :kind, :command, :base, :label, :state,
         :baseline, :targetSeen, :attempts, :lastError, :createdAt, :notBefore, :answer, :answeredOn,
         :strikes, :doubtful, :suspects, :standing)`,
      bind(row),
    )
    const stored = { ...row, seq: lastId }
    rows.set(lastId, stored)
    this.#byAccount.delete(row.account)
    return stored
  }

  update(row: StoredRow): void {
    this.#db.run(
      `UPDATE outbox SET profile = :profile, account = :account, server = :server,
         entity = :entity, kind = :kind, command = :command, base = :base, label = :label,
         state = :state, baseline = :baseline, target_seen = :targetSeen, attempts = :attempts,
         last_error = :lastError, created_at = :createdAt, not_before = :notBefore,
         answer = :answer, answered_on = :answeredOn, strikes = :strikes, doubtful = :doubtful,
         suspects = :suspects, standing = :standing
       WHERE seq = :seq`,
      { ...bind(row), seq: row.seq },
    )
    this.replaceInMemory(row)
  }

  delete(row: StoredRow): void {
    this.#db.run('DELETE FROM outbox WHERE seq = :seq', { seq: row.seq })
    this.#load().delete(row.seq)
    this.#byAccount.delete(row.account)
  }

  /** What is shown, where nothing can be written. */
  replaceInMemory(row: StoredRow): void {
    this.#load().set(row.seq, row)
    this.#byAccount.delete(row.account)
  }

  #load(): Map<number, StoredRow> {
    this.#rows ??= new Map(
      this.#db.all('SELECT * FROM outbox ORDER BY seq').map((row) => {
        const stored = rowOf(row)
        return [stored.seq, stored]
      }),
    )
    return this.#rows
  }
}

function bind(row: Omit<StoredRow, 'seq'>): Params {
  return {
    profile: row.profileId,
    account: row.account,
    server: row.server,
    entity: row.entity,
    kind: row.command.kind,
    command: JSON.stringify(row.command),
    base: jsonOrNull(row.base),
    label: row.label.replaceAll('\0', ''),
    state: row.state,
    baseline: row.baseline,
    targetSeen: row.targetSeen,
    attempts: row.attempts,
    lastError: jsonOrNull(row.lastError),
    createdAt: row.createdAt,
    notBefore: row.notBefore,
    answer: jsonOrNull(row.answer),
    answeredOn: jsonOrNull(row.answeredOn),
    strikes: row.strikes,
    doubtful: row.doubtful ? 1 : 0,
    suspects: row.suspects.length > 0 ? JSON.stringify(row.suspects) : null,
    standing: jsonOrNull(row.standing),
  }
}

function rowOf(row: Row): StoredRow {
  return {
    seq: int(row, 'seq'),
    profileId: text(row, 'profile'),
    account: text(row, 'account'),
    server: text(row, 'server') as ServerKind,
    entity: text(row, 'entity'),
    command: JSON.parse(text(row, 'command')) as OutboxCommand,
    base: parseOrNull<TodoPatch>(textOrNull(row, 'base')),
    label: text(row, 'label'),
    state: text(row, 'state') as OutboxState,
    baseline: intOrNull(row, 'baseline'),
    targetSeen: intOrNull(row, 'target_seen'),
    attempts: int(row, 'attempts'),
    lastError: parseOrNull<AppError>(textOrNull(row, 'last_error')),
    createdAt: int(row, 'created_at'),
    notBefore: intOrNull(row, 'not_before'),
    answer: parseOrNull<Answer>(textOrNull(row, 'answer')),
    answeredOn: parseOrNull<AnsweredOn>(textOrNull(row, 'answered_on')),
    strikes: int(row, 'strikes'),
    doubtful: int(row, 'doubtful') === 1,
    suspects: parseOrNull<number[]>(textOrNull(row, 'suspects')) ?? [],
    standing: parseOrNull<string[]>(textOrNull(row, 'standing')),
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

function parseOrNull<T>(value: string | null): T | null {
  return value === null ? null : (JSON.parse(value) as T)
}
