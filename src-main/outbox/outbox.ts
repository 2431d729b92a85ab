import { AppFailure, fail, toAppError } from '../../src-shared/domain/errors'
import { OUTBOX_LIMIT, type OutboxCommand, type OutboxRow } from '../../src-shared/domain/outbox'
import type { ServerKind } from '../../src-shared/domain/server'
import type { Clock } from '../clock'
import { Emitter } from '../emitter'
import { silentLog, type Logger } from '../log'
import type { Db } from '../store/db'
import type { TodoStore } from '../store/todos'
import { carryOut, stayingOf, takeBack } from './answers'
import { canonical } from './canonical'
import { Discards } from './discards'
import { foldIn, neverSent, type Candidate, type FoldPlan } from './fold'
import { OutboxTable, UNTOUCHED, type StoredRow } from './table'
import { DueTimers } from './timers'
import { TwinWatch } from './twins'
import type { NewRow, Outbox } from './types'

/**
 * The states of a row and every edge:
 *
 *   enqueue ──(undo window)──▶ held ──(window over)──▶ queued ◀──(retry)── failed, ambiguous,
 *      └──────────────────────────────────────────────▶  │ ▲              parked, conflict,
 *                                                         │ │              blocked, review
 *                   (committed before the first byte)     ▼ │ (proved not sent)
 *                                                       sending ──(evidence)──▶ gone
 *                                                         │ │
 *            (connection or process gone, error to none)  │ └─(refused, or absent after it)──▶ failed
 *                                                         ▼
 *                                                     ambiguous ──(evidence)──▶ gone
 *                                                         └─(absent in the fence's list)──▶ failed
 *   queued ──(its todo is gone)──▶ conflict
 *   held, queued and never sent ──(undo, folded away)──▶ gone
 *   any but sending ──(discard)──▶ gone ──(undo, soon)──▶ as it was (ambiguous: queued)
 *
 * `failed` means: known not to be there. `baseline` is set as soon as the server may have heard of
 * the row; only rows without it (and without attempts) are folded or undone. `parked`, `blocked`
 * and `review` are put there by what settles after a reconnect.
 */
export class SqliteOutbox implements Outbox {
  readonly #db: Db
  readonly #clock: Clock
  readonly #todos: TodoStore
  readonly #table: OutboxTable
  /** Creations that may turn up a second time. */
  readonly twins: TwinWatch
  readonly #timers: DueTimers
  readonly #discards: Discards
  readonly #changing = new Emitter<ReadonlySet<string>>()
  readonly #changed = new Emitter<ReadonlySet<string>>()
  readonly #touched = new Set<string>()
  readonly #accounts = new Set<string>()
  readonly #announce = () => this.#tell()

  constructor(options: {
    readonly db: Db
    readonly clock: Clock
    readonly todos: TodoStore
    readonly log?: Logger
  }) {
    const { db, clock, todos, log = silentLog } = options
    this.#db = db
    this.#clock = clock
    this.#todos = todos
    this.#table = new OutboxTable(db)
    this.#discards = new Discards(this, this.#table)
    this.twins = new TwinWatch(db, todos)
    this.#timers = new DueTimers(clock, (seq) => this.#due(seq, log))
    db.onStale((why) => {
      this.#touched.clear()
      if (why === 'rolledBack') return
      for (const account of this.#accounts) this.#touched.add(account)
      db.afterCommit(this.#announce)
    })
    this.#takeOver(log)
    this.#timers.follow(this.#table.waiting())
  }

  enqueue(row: NewRow): OutboxRow | null {
    if (this.#db.refuses) throw new AppFailure(this.#db.refuses)
    const { holdMs = 0 } = row
    const command = canonical(row.command)
    const candidate = { entity: row.entity, command, base: row.base ?? null, label: row.label }
    return this.#db.unitOfWork(() => {
      if (holdMs > 0) return this.#hold(row, command, holdMs)
      const beside = this.#beside(row.account, row.server, candidate)
      const plan = foldIn(stayingOf(beside), candidate)
      this.#apply(plan)
      if (!plan.insert) return plan.carriedBy === null ? null : this.get(plan.carriedBy)
      return this.#insert(row, plan.insert.command, null)
    })
  }

  rows(account: string): readonly OutboxRow[] {
    return this.#table.of(account)
  }

  all(): readonly OutboxRow[] {
    return this.#table.all()
  }

  undo(seq: number): boolean {
    return this.#db.unitOfWork(() => {
      const row = this.get(seq)
      if (row?.answer && row.state === 'held') {
        takeBack({ outbox: this, todos: this.#todos }, row)
        return true
      }
      if (!row) return this.#discards.bringBack(seq)
      if (!neverSent(row)) return false
      this.#discards.delete(row, { back: false })
      return true
    })
  }

  discard(seq: number): void {
    this.#db.unitOfWork(() => {
      const row = this.get(seq)
      if (!row) return
      if (row.state === 'sending') throw fail('input.invalid', 'This change is being sent just now')
      this.#discards.delete(row, { back: true })
    })
  }

  retry(seq: number): void {
    this.#db.unitOfWork(() => {
      const row = this.get(seq)
      if (!row) throw fail('outbox.notFound', 'This change is no longer in the outbox')
      if (row.state === 'sending' || row.state === 'held') return
      this.patch(seq, { state: 'queued', lastError: null, notBefore: null, strikes: 0 })
    })
  }

  onChange(listener: (accounts: ReadonlySet<string>) => void): () => void {
    return this.#changed.on(listener)
  }

  /** As `onChange`, before it: what the listener changes in turn is shown together with it. */
  onChanging(listener: (accounts: ReadonlySet<string>) => void): () => void {
    return this.#changing.on(listener)
  }

  /** Stops the timers; held rows go out after the next start. */
  dispose(): void {
    this.#timers.cancelAll()
  }

  // What the lanes use; each joins the caller's unit of work.

  get(seq: number): StoredRow | null {
    return this.#table.get(seq)
  }

  of(account: string): readonly StoredRow[] {
    return this.#table.of(account)
  }

  /** The rows of one server: only they wait for each other. */
  lane(account: string, server: ServerKind): readonly StoredRow[] {
    return this.#table.lane(account, server)
  }

  /** All changes of one thing. */
  entity(account: string, server: ServerKind, entity: string): readonly StoredRow[] {
    return this.#table.entity(account, server, entity)
  }

  patch(seq: number, changes: Partial<Omit<StoredRow, 'seq' | 'account'>>): void {
    this.#db.unitOfWork(() => {
      const row = this.get(seq)
      if (!row) return
      this.#table.update({ ...row, ...changes })
      this.touch(row.account)
    })
  }

  /** Bytes of this settled creation may still be processed: a twin of it would be offered for removal. */
  watchTwins(row: StoredRow): void {
    this.twins.add(row, this.#clock.now())
  }

  /** The server has it: the row has done its work. */
  settle(seq: number): void {
    this.#db.unitOfWork(() => {
      const row = this.get(seq)
      if (!row) return
      this.#table.delete(row)
      this.touch(row.account)
    })
  }

  #insert(row: NewRow, command: OutboxCommand, holdMs: number | null): StoredRow {
    if (this.#table.size >= OUTBOX_LIMIT) {
      throw fail('outbox.full', `More than ${OUTBOX_LIMIT} changes are waiting`)
    }
    const now = this.#clock.now()
    const id =
      command.kind === 'todo.update' || command.kind === 'todo.delete' ? command.todoId : null
    const target = id === null ? null : this.#todos.get(row.account, id)
    this.touch(row.account)
    return this.#table.insert({
      profileId: row.profileId,
      account: row.account,
      server: row.server,
      entity: row.entity,
      command,
      base: row.base ?? null,
      label: row.label,
      state: holdMs === null ? 'queued' : 'held',
      baseline: null,
      targetSeen: target?.firstSeen ?? null,
      attempts: 0,
      lastError: null,
      createdAt: now,
      notBefore: holdMs === null ? null : now + holdMs,
      ...UNTOUCHED,
    })
  }

  /** The rows that a change can be folded into: a todo's own, or all of the library server. */
  #beside(account: string, server: ServerKind, { command, entity }: Candidate) {
    return command.kind.startsWith('todo.')
      ? this.#table.entity(account, server, entity)
      : this.#table.lane(account, server)
  }

  /** Not folded before its window is over: undoing it must bring back all that was there. */
  #hold(row: NewRow, command: OutboxCommand, holdMs: number) {
    const wanted = JSON.stringify(command)
    const standing = this.#table.entity(row.account, row.server, row.entity).find(
      (other) =>
        other.state === 'held' &&
        // One that is held with an answer may end in keeping what is now to be deleted.
        other.answer === null &&
        JSON.stringify(other.command) === wanted,
    )
    return standing ?? this.#insert(row, command, holdMs)
  }

  /** A wait is over: what was held is folded now; what waited for its next try may go. */
  #due(seq: number, log: Logger): void {
    try {
      this.#db.unitOfWork(() => {
        const row = this.get(seq)
        if (!row || row.notBefore === null) return
        if (row.state !== 'held') return this.patch(seq, { notBefore: null })
        if (row.answer) return carryOut({ outbox: this, todos: this.#todos }, row)
        const beside = this.#beside(row.account, row.server, row)
        const plan = foldIn(
          beside.filter((other) => other.seq !== seq),
          row,
        )
        this.#apply(plan)
        if (!plan.insert) return this.settle(seq)
        const { command } = plan.insert
        return this.patch(seq, { state: 'queued', notBefore: null, command })
      })
    } catch (thrown) {
      log.warn('outbox: a waiting change could not be released', toAppError(thrown))
      this.#timers.follow(this.#table.waiting().filter((row) => row.seq !== seq))
    }
  }

  #apply(plan: FoldPlan): void {
    for (const { seq, command, base, label } of plan.change)
      this.patch(seq, { command, base, label })
    for (const seq of plan.drop) this.settle(seq)
  }

  /** The process before this one ended while these were on their way. */
  #takeOver(log: Logger): void {
    const cut = this.#table.all().filter((row) => row.state === 'sending')
    if (cut.length === 0) return
    try {
      this.#db.unitOfWork(() => {
        for (const row of cut) this.patch(row.seq, { state: 'ambiguous', doubtful: true })
      })
    } catch (thrown) {
      log.warn('outbox: cannot be written at start', toAppError(thrown))
      for (const row of cut) this.#table.replaceInMemory({ ...row, state: 'ambiguous' })
    }
  }

  /** What is shown beside the rows of an account has changed: tells the listeners after the commit. */
  touch(account: string): void {
    this.#touched.add(account)
    this.#accounts.add(account)
    this.#db.afterCommit(this.#announce)
  }

  #tell(): void {
    const accounts = new Set(this.#touched)
    this.#touched.clear()
    this.#timers.follow(this.#table.waiting())
    if (accounts.size === 0) return
    this.#changing.emit(accounts)
    this.#changed.emit(accounts)
  }
}
