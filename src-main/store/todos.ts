import { instantOf, type Todo } from '../../src-shared/domain/todo'
import { sameJson } from '../state/same-json'
import type { Db } from './db'
import { int, intOrNull, text } from './sql'
import type { SeenTodo } from './types'

/** What the store knows of one account's list. */
export interface TodoList {
  /** In the server's order. */
  readonly todos: readonly SeenTodo[]
  /** When the server last confirmed the list, epoch milliseconds; null: never. */
  readonly confirmedAt: number | null
}

interface Mirror {
  /** The values of `rows` as they were last given out; null: they have changed since. */
  list: readonly SeenTodo[] | null
  rows: Map<number, SeenTodo>
  /** Where each row stands as stored; ascending in the order of `rows`, with gaps after removals. */
  positions: Map<number, number>
  nextSeen: number
  confirmedAt: number | null
}

/**
 * The confirmed todos of every account with their "first seen" numbers and the id map. The numbers
 * only grow within an account; an absent id loses its number (and its local uuid), because servers
 * give deleted ids to new todos. Reads come from a mirror in memory.
 */
export class TodoStore {
  readonly #db: Db
  readonly #mirrors = new Map<string, Mirror>()

  constructor(db: Db) {
    this.#db = db
    db.onStale(() => this.#mirrors.clear())
  }

  /** The same array until something of the list changes. */
  read(account: string): TodoList {
    const mirror = this.#mirror(account)
    mirror.list ??= [...mirror.rows.values()]
    return { todos: mirror.list, confirmedAt: mirror.confirmedAt }
  }

  get(account: string, id: number): SeenTodo | null {
    return this.#mirror(account).rows.get(id) ?? null
  }

  /** The highest number given so far; 0 before the first. */
  highestSeen(account: string): number {
    return this.#mirror(account).nextSeen - 1
  }

  /**
   * Makes the list these todos, in this order. New ids get numbers in the order of the ids.
   * @param isAnother tells where the server does not: the id now stands for another todo than before
   */
  replaceAll(
    account: string,
    todos: readonly Todo[],
    confirmedAt: number,
    isAnother: (now: Todo, before: Todo) => boolean = () => false,
  ): void {
    this.#db.unitOfWork(() => {
      const mirror = this.#mirror(account)
      const before = mirror.rows
      const present = new Set(todos.map((todo) => todo.id))
      for (const id of before.keys()) if (!present.has(id)) this.#delete(account, id)
      const stood = mirror.positions
      const numbers = this.#numberNew(account, mirror, todos, isAnother)
      mirror.rows = new Map()
      mirror.list = null
      mirror.positions = new Map()
      let place = 0
      for (const todo of new Map(todos.map((each) => [each.id, each])).values()) {
        const old = before.get(todo.id)
        const number = numbers.get(todo.id)
        const row: SeenTodo =
          number !== undefined || !old
            ? newlySeen(todo, number ?? mirror.nextSeen++)
            : sameJson(old.todo, todo)
              ? old
              : { ...old, todo }
        mirror.rows.set(todo.id, row)
        mirror.positions.set(todo.id, place)
        const kept = old && number === undefined && stood.get(todo.id) === place
        if (!kept || row !== old) this.#save(account, row, place)
        place += 1
      }
      mirror.confirmedAt = confirmedAt
      this.#saveAccount(account, mirror)
    })
  }

  /** One todo that was created or updated; a new one goes to the end. */
  put(account: string, todo: Todo, confirmedAt: number): SeenTodo {
    return this.#db.unitOfWork(() => {
      const mirror = this.#mirror(account)
      const old = mirror.rows.get(todo.id)
      const known = old && isSameTodo(old.todo, todo) ? old : null
      if (old && !known) this.#delete(account, todo.id)
      const row: SeenTodo = known ? { ...known, todo } : newlySeen(todo, mirror.nextSeen++)
      const position = mirror.positions.get(todo.id) ?? highest(mirror.positions) + 1
      mirror.rows.set(todo.id, row)
      mirror.list = null
      mirror.positions.set(todo.id, position)
      this.#save(account, row, position)
      mirror.confirmedAt = confirmedAt
      this.#saveAccount(account, mirror)
      return row
    })
  }

  remove(account: string, id: number, confirmedAt: number): void {
    this.#db.unitOfWork(() => {
      const mirror = this.#mirror(account)
      this.#delete(account, id)
      mirror.rows.delete(id)
      mirror.list = null
      mirror.positions.delete(id)
      mirror.confirmedAt = confirmedAt
      this.#saveAccount(account, mirror)
    })
  }

  /** The local uuid has become this todo: it keeps being shown under the uuid. */
  bind(account: string, entity: string, id: number): SeenTodo | null {
    return this.#db.unitOfWork(() => {
      const mirror = this.#mirror(account)
      const row = mirror.rows.get(id)
      if (!row) return null
      this.#db.run(
        `INSERT OR REPLACE INTO todo_map (account, entity, server_id)
         VALUES (:account, :entity, :id)`,
        { account, entity, id },
      )
      const bound = { ...row, entity }
      mirror.rows.set(id, bound)
      mirror.list = null
      return bound
    })
  }

  /** The todo shown under this entity, or null. */
  byEntity(account: string, entity: string): SeenTodo | null {
    for (const row of this.#mirror(account).rows.values()) if (row.entity === entity) return row
    return null
  }

  /** Numbers for ids that are new, or that now stand for another todo. */
  #numberNew(
    account: string,
    mirror: Mirror,
    todos: readonly Todo[],
    isAnother: (now: Todo, before: Todo) => boolean,
  ): Map<number, number> {
    const numbers = new Map<number, number>()
    for (const todo of todos.toSorted((a, b) => a.id - b.id)) {
      const old = mirror.rows.get(todo.id)
      const same = old && isSameTodo(old.todo, todo) && !isAnother(todo, old.todo)
      if (numbers.has(todo.id) || same) continue
      if (old) this.#delete(account, todo.id)
      numbers.set(todo.id, mirror.nextSeen++)
    }
    return numbers
  }

  #save(account: string, { todo, firstSeen }: SeenTodo, position: number): void {
    this.#db.run(
      `INSERT INTO todo (account, id, first_seen, position, body)
       VALUES (:account, :id, :firstSeen, :position, :body)
       ON CONFLICT (account, id) DO UPDATE
       SET first_seen = excluded.first_seen, position = excluded.position, body = excluded.body`,
      { account, id: todo.id, firstSeen, position, body: JSON.stringify(todo) },
    )
  }

  #delete(account: string, id: number): void {
    this.#db.run('DELETE FROM todo WHERE account = :account AND id = :id', { account, id })
    this.#db.run('DELETE FROM todo_map WHERE account = :account AND server_id = :id', {
      account,
      id,
    })
  }

  #saveAccount(account: string, { nextSeen, confirmedAt }: Mirror): void {
    this.#db.run(
      `INSERT INTO todo_account (account, next_seen, confirmed_at)
       VALUES (:account, :nextSeen, :confirmedAt)
       ON CONFLICT (account) DO UPDATE
       SET next_seen = excluded.next_seen, confirmed_at = excluded.confirmed_at`,
      { account, nextSeen, confirmedAt },
    )
  }

  #mirror(account: string): Mirror {
    const known = this.#mirrors.get(account)
    if (known) return known
    const head = this.#db.get(
      'SELECT next_seen, confirmed_at FROM todo_account WHERE account = :account',
      { account },
    )
    const rows = this.#db.all(
      `SELECT todo.id AS id, first_seen, position, body, entity FROM todo
       LEFT JOIN todo_map ON todo_map.account = todo.account AND server_id = todo.id
       WHERE todo.account = :account ORDER BY position, todo.id`,
      { account },
    )
    const mirror: Mirror = {
      list: null,
      rows: new Map(
        rows.map((row) => {
          const id = int(row, 'id')
          const todo = JSON.parse(text(row, 'body')) as Todo
          const seen = newlySeen(todo, int(row, 'first_seen'))
          return [id, row.entity === null ? seen : { ...seen, entity: text(row, 'entity') }]
        }),
      ),
      positions: new Map(rows.map((row) => [int(row, 'id'), int(row, 'position')])),
      nextSeen: head ? int(head, 'next_seen') : 1,
      confirmedAt: head ? intOrNull(head, 'confirmed_at') : null,
    }
    this.#mirrors.set(account, mirror)
    return mirror
  }
}

/** A todo that no local uuid stands for. Its number, not its id: ids come back, numbers do not. */
export function newlySeen(todo: Todo, firstSeen: number): SeenTodo {
  return { todo, firstSeen, entity: `t${firstSeen}` }
}

/** Whether no creation of ours has become this todo. */
export function isUnmapped({ firstSeen, entity }: SeenTodo): boolean {
  return entity === `t${firstSeen}`
}

/** False when the id stands for another todo than before: its time of creation has changed. */
function isSameTodo(a: Todo, b: Todo): boolean {
  if (a.createdAt === null || b.createdAt === null || a.createdAt === b.createdAt) return true
  const [one, other] = [instantOf(a.createdAt), instantOf(b.createdAt)]
  if (one === null || other === null) return true
  // A server that writes whole seconds today may have written fractions yesterday.
  if (one % 1_000 !== 0 && other % 1_000 !== 0) return one === other
  return Math.floor(one / 1_000) === Math.floor(other / 1_000)
}

function highest(positions: ReadonlyMap<number, number>): number {
  let found = -1
  for (const position of positions.values()) found = Math.max(found, position)
  return found
}
