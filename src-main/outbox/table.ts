import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { ServerKind } from '../../src-shared/domain/server'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { Db } from '../store/db'
import type { Params } from '../store/sql'
import { readRows } from './read-rows'
import { RowIndex } from './row-index'

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
  /** The account's last seq then: what came later was asked since. Rows of earlier versions have none. */
  readonly upTo?: number
}

/**
 * The outbox table under a mirror in memory: reading all rows for every fold must not cost a query.
 * Every write goes to both; after a rollback the mirror is read again. Lists stay as they were given
 * out, and are the same arrays until something of theirs changes.
 */
export class OutboxTable {
  readonly #db: Db
  #index: RowIndex | null = null

  constructor(db: Db) {
    this.#db = db
    db.onStale(() => (this.#index = null))
  }

  get size(): number {
    return this.#load().size
  }

  all(): readonly StoredRow[] {
    return this.#load().all()
  }

  get(seq: number): StoredRow | null {
    return this.#load().get(seq)
  }

  /** By seq, as all lists here. */
  of(account: string): readonly StoredRow[] {
    return this.#load().of(account)
  }

  /** The rows of one server: only they wait for each other. */
  lane(account: string, server: ServerKind): readonly StoredRow[] {
    return this.#load().lane(account, server)
  }

  /** All changes of one thing. */
  entity(account: string, server: ServerKind, entity: string): readonly StoredRow[] {
    return this.#load().entity(account, server, entity)
  }

  /** Those with a time before which they are not sent. */
  waiting(): readonly StoredRow[] {
    return this.#load().waiting()
  }

  /** @param row with a `seq` it stands where it once stood, else behind all others */
  insert(row: Omit<StoredRow, 'seq'> & { readonly seq?: number }): StoredRow {
    const index = this.#load()
    const { lastId } = this.#db.run(
      `INSERT INTO outbox (seq, profile, account, server, entity, kind, command, base, label, state,
         baseline, target_seen, attempts, last_error, created_at, not_before, answer, answered_on,
         strikes, doubtful, suspects, standing)
       VALUES (:seq, :profile, :account, :server, :entity, :kind, :command, :base, :label, :state,
         :baseline, :targetSeen, :attempts, :lastError, :createdAt, :notBefore, :answer, :answeredOn,
         :strikes, :doubtful, :suspects, :standing)`,
      { ...bind(row), seq: row.seq ?? null },
    )
    const stored = { ...row, seq: lastId }
    index.put(stored)
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

  delete({ seq }: StoredRow): void {
    this.#db.run('DELETE FROM outbox WHERE seq = :seq', { seq })
    this.#load().remove(seq)
  }

  /** What is shown, where nothing can be written. */
  replaceInMemory(row: StoredRow): void {
    this.#load().put(row)
  }

  #load(): RowIndex {
    return (this.#index ??= new RowIndex(readRows(this.#db)))
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

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}
