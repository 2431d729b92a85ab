import type { Answer } from '../../src-shared/domain/decisions'
import { fail } from '../../src-shared/domain/errors'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { Clock } from '../clock'
import type { Db } from '../store/db'
import type { TodoStore } from '../store/todos'
import { giveAnswer } from './answers'
import { canonical, withFields } from './canonical'
import { neverSent } from './fold'
import type { SqliteOutbox } from './outbox'
import type { StoredRow } from './table'

export interface DecisionsOptions {
  readonly db: Db
  readonly outbox: SqliteOutbox
  readonly todos: TodoStore
  readonly clock: Pick<Clock, 'now'>
}

/** What the user decides about rows that do not go on by themselves. */
export class Decisions {
  readonly #options: DecisionsOptions

  constructor(options: DecisionsOptions) {
    this.#options = options
  }

  /**
   * Answers the question of a row in `conflict` or `review`; undone by `takeBack`.
   * @throws AppFailure `outbox.notFound`, `input.invalid`
   */
  answer(seq: number, answer: Answer): void {
    const { db, clock } = this.#options
    db.unitOfWork(() => giveAnswer(this.#options, seq, answer, clock.now()))
  }

  /**
   * Brings the question back while its answer can be undone; false when it is too late. Not `Outbox.undo`,
   * which would take back the change itself once the answer is carried out.
   */
  takeBack(seq: number): boolean {
    const { db, outbox } = this.#options
    return db.unitOfWork(() => {
      const row = outbox.get(seq)
      return row?.state === 'held' && row.answer !== null && outbox.undo(seq)
    })
  }

  /** Sends everything of the account again that failed or waits; answers how many. */
  retryAll(account: string): number {
    const { db, outbox } = this.#options
    return db.unitOfWork(() => {
      const waiting = outbox.of(account).filter(isWaiting)
      for (const { seq } of waiting) outbox.retry(seq)
      return waiting.length
    })
  }

  /**
   * Changes what a row asks for while the server cannot know of it (never sent, failed, parked);
   * what had failed goes out again.
   * @throws AppFailure `outbox.notFound`, `input.invalid`
   */
  edit(seq: number, fields: TodoPatch): void {
    const { db, outbox } = this.#options
    db.unitOfWork(() => {
      const row = outbox.get(seq)
      if (!row) throw fail('outbox.notFound', 'This change is no longer in the outbox')
      if (!canEdit(row)) throw fail('input.invalid', 'This change cannot be edited now')
      const { command } = row
      // Bytes of it with the fields as they were may still come: nothing else would tell whose they are.
      if (row.doubtful) outbox.watchTwins(row)
      outbox.patch(seq, { command: canonical(withFields(command, fields)) })
      if (isRefused(row)) outbox.retry(seq)
    })
  }

  /** The user wants both of two equal todos. */
  keepTwin(account: string, id: number): void {
    const { db, outbox } = this.#options
    db.unitOfWork(() => {
      outbox.twins.keep(account, id)
      outbox.touch(account)
    })
  }
}

/** A change of a todo that the server does not know of: never sent, or refused. */
export function canEdit(row: StoredRow): boolean {
  const { command, state } = row
  if (command.kind !== 'todo.create' && command.kind !== 'todo.update') return false
  return isRefused(row) || (state === 'queued' && neverSent(row))
}

/** Known not to be there, or stopped because it did harm: the user may change it and try again. */
function isRefused({ state }: StoredRow): boolean {
  return state === 'failed' || state === 'parked'
}

function isWaiting(row: StoredRow): boolean {
  const { state, notBefore } = row
  const stopped = isRefused(row) || state === 'ambiguous' || state === 'blocked'
  return stopped || (state === 'queued' && notBefore !== null)
}
