import type { TwinOffer } from '../../src-shared/domain/decisions'
import type { TodoPatch } from '../../src-shared/domain/todo'
import type { Db } from '../store/db'
import { int, text } from '../store/sql'
import { isUnmapped, type TodoStore } from '../store/todos'
import type { SeenTodo } from '../store/types'
import { candidate } from './conflicts'
import { hasValues, sentOnCreate } from './fingerprint'
import type { StoredRow } from './table'

/** How long a creation whose first copy may still be on its way is watched. */
const WATCH_MS = 10 * 60_000

interface Watch {
  readonly id: number
  readonly entity: string
  readonly fields: TodoPatch & { title: string }
  readonly baseline: number
  readonly until: number
  /** First-seen numbers of the todos that turned up beside ours. */
  readonly twins: readonly number[]
  /** Those of them that the user keeps. */
  readonly kept: readonly number[]
}

/**
 * Creations that were written to a connection which died: their bytes may be processed later than
 * anybody can wait for. A todo that turns up with the same values is offered for removal.
 */
export class TwinWatch {
  readonly #db: Db
  readonly #todos: TodoStore
  readonly #known = new Map<string, readonly Watch[]>()

  constructor(db: Db, todos: TodoStore) {
    this.#db = db
    this.#todos = todos
    db.onStale(() => this.#known.clear())
  }

  /** The row was just settled by ours, or goes on with other fields. Joins the caller's unit of work, as all of these. */
  add(row: StoredRow, now: number): void {
    if (row.command.kind !== 'todo.create') return
    const { account, entity, baseline } = row
    this.#known.delete(account)
    this.#db.run(
      `INSERT INTO todo_watch (account, entity, fields, baseline, until, twins, kept)
       VALUES (:account, :entity, :fields, :baseline, :until, '[]', '[]')`,
      {
        ...{ account, entity, baseline: baseline ?? 0, until: now + WATCH_MS },
        fields: JSON.stringify(sentOnCreate(row.command.fields)),
      },
    )
  }

  /** Looks for twins among the todos that nobody accounts for; true when the offers changed. */
  look(account: string, now: number, open: readonly StoredRow[]): boolean {
    const watches = this.#of(account)
    if (watches.length === 0) return false
    const { todos } = this.#todos.read(account)
    let changed = false
    for (const watch of watches) {
      const present = new Set(todos.map((seen) => seen.firstSeen))
      const twins = watch.twins.filter((number) => present.has(number))
      if (watch.until > now) twins.push(...newTwins(watch, todos, open, twins))
      if (twins.join() !== watch.twins.join()) {
        changed = true
        this.#save(account, { ...watch, twins })
      }
      if (watch.until <= now && twins.length === 0) this.#delete(account, watch.id)
    }
    return changed
  }

  /** What the user can remove with one click. */
  offers(account: string): readonly TwinOffer[] {
    const offered = new Map<number, TwinOffer>()
    for (const watch of this.#of(account)) {
      for (const seen of this.#todos.read(account).todos) {
        const { firstSeen: id, entity: twinEntity } = seen
        // Of a creation that was edited in between, two may be watched for the same.
        if (!isOffered(watch, id) || offered.has(id)) continue
        offered.set(id, { id, entity: watch.entity, twin: candidate(seen), twinEntity })
      }
    }
    return [...offered.values()]
  }

  /** The todo behind an offer, or null when it is gone. */
  twin(account: string, id: number): SeenTodo | null {
    if (!this.#of(account).some((watch) => isOffered(watch, id))) return null
    return this.#todos.read(account).todos.find((seen) => seen.firstSeen === id) ?? null
  }

  /** The user wants both. */
  keep(account: string, id: number): void {
    for (const watch of this.#of(account)) {
      if (isOffered(watch, id)) this.#save(account, { ...watch, kept: [...watch.kept, id] })
    }
  }

  #of(account: string): readonly Watch[] {
    const known = this.#known.get(account)
    if (known) return known
    const watches = this.#db
      .all('SELECT * FROM todo_watch WHERE account = :account ORDER BY id', { account })
      .map((row) => ({
        ...{ id: int(row, 'id'), entity: text(row, 'entity'), baseline: int(row, 'baseline') },
        until: int(row, 'until'),
        fields: JSON.parse(text(row, 'fields')) as Watch['fields'],
        twins: JSON.parse(text(row, 'twins')) as number[],
        kept: JSON.parse(text(row, 'kept')) as number[],
      }))
    this.#known.set(account, watches)
    return watches
  }

  #save(account: string, { id, twins, kept }: Watch): void {
    this.#known.delete(account)
    this.#db.run('UPDATE todo_watch SET twins = :twins, kept = :kept WHERE id = :id', {
      ...{ id, twins: JSON.stringify(twins), kept: JSON.stringify(kept) },
    })
  }

  #delete(account: string, id: number): void {
    this.#known.delete(account)
    this.#db.run('DELETE FROM todo_watch WHERE id = :id', { id })
  }
}

function isOffered({ twins, kept }: Watch, number: number): boolean {
  return twins.includes(number) && !kept.includes(number)
}

function newTwins(
  { entity, fields, baseline }: Watch,
  todos: readonly SeenTodo[],
  open: readonly StoredRow[],
  known: readonly number[],
): readonly number[] {
  // One that an open creation of ours may have become is not a twin yet; nor is there anything that it
  // could be a twin of while its own is open.
  const wanted = open.some(
    ({ entity: own, command, baseline: since }) =>
      command.kind === 'todo.create' &&
      since !== null &&
      (own === entity || hasValues(command.fields, fields)),
  )
  if (wanted) return []
  return todos
    .filter(
      (seen) =>
        seen.entity !== entity &&
        seen.firstSeen > baseline &&
        isUnmapped(seen) &&
        !known.includes(seen.firstSeen) &&
        hasValues(seen.todo, fields),
    )
    .map((seen) => seen.firstSeen)
}
