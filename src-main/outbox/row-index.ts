import type { ServerKind } from '../../src-shared/domain/server'
import { RowList } from './row-list'
import type { StoredRow } from './table'

const NONE: readonly StoredRow[] = []

/** The rows of one server and account: those that wait for each other. */
class Lane {
  readonly list: RowList
  /** By entity; made when it is first asked for, so that a start does not pay for it. */
  #entities: Map<string, RowList> | null = null

  constructor(rows: StoredRow[]) {
    this.list = new RowList(rows)
  }

  put(row: StoredRow): void {
    this.list.put(row)
    if (this.#entities) putUnder(this.#entities, row.entity, row)
  }

  remove(row: StoredRow): void {
    this.list.remove(row.seq)
    const own = this.#entities?.get(row.entity)
    own?.remove(row.seq)
    if (own?.size === 0) this.#entities?.delete(row.entity)
  }

  entity(entity: string): readonly StoredRow[] {
    if (!this.#entities) {
      this.#entities = new Map()
      for (const row of this.list.rows) putUnder(this.#entities, row.entity, row)
    }
    return this.#entities.get(entity)?.rows ?? NONE
  }
}

type Lanes = { readonly [S in ServerKind]: Lane }

function lanesOf({ library, todos }: { readonly [S in ServerKind]: StoredRow[] }): Lanes {
  return { library: new Lane(library), todos: new Lane(todos) }
}

/**
 * The rows of the outbox, findable by what is asked for at every change: by account, by lane, by
 * entity and by whether they wait for a time. All lists are by seq and stay as they were given out.
 */
export class RowIndex {
  readonly #rows: RowList
  readonly #lanes = new Map<string, Lanes>()
  /** Of accounts with rows for both servers: both lanes in one. */
  readonly #merged = new Map<string, readonly StoredRow[]>()
  readonly #waiting = new Map<number, StoredRow>()

  /** @param rows by seq; the index's own from now on */
  constructor(rows: StoredRow[]) {
    this.#rows = new RowList(rows)
    const lists = new Map<string, { [S in ServerKind]: StoredRow[] }>()
    for (const row of rows) {
      if (row.notBefore !== null) this.#waiting.set(row.seq, row)
      let own = lists.get(row.account)
      if (!own) lists.set(row.account, (own = { library: [], todos: [] }))
      own[row.server].push(row)
    }
    for (const [account, own] of lists) this.#lanes.set(account, lanesOf(own))
  }

  get size(): number {
    return this.#rows.size
  }

  get(seq: number): StoredRow | null {
    return this.#rows.get(seq)
  }

  all(): readonly StoredRow[] {
    return this.#rows.rows
  }

  of(account: string): readonly StoredRow[] {
    const lanes = this.#lanes.get(account)
    if (!lanes) return NONE
    if (lanes.library.list.size === 0) return lanes.todos.list.rows
    if (lanes.todos.list.size === 0) return lanes.library.list.rows
    const merged =
      this.#merged.get(account) ??
      [...lanes.library.list.rows, ...lanes.todos.list.rows].sort((a, b) => a.seq - b.seq)
    this.#merged.set(account, merged)
    return merged
  }

  lane(account: string, server: ServerKind): readonly StoredRow[] {
    return this.#lanes.get(account)?.[server].list.rows ?? NONE
  }

  entity(account: string, server: ServerKind, entity: string): readonly StoredRow[] {
    return this.#lanes.get(account)?.[server].entity(entity) ?? NONE
  }

  /** Those that are not to be sent before a certain time. */
  waiting(): readonly StoredRow[] {
    return [...this.#waiting.values()]
  }

  /** A new row, or another version of the one with its seq. */
  put(row: StoredRow): void {
    const old = this.#rows.get(row.seq)
    // Keeping a todo gives what follows it another entity.
    if (old && (old.entity !== row.entity || old.server !== row.server)) this.#unlist(old)
    this.#rows.put(row)
    this.#merged.delete(row.account)
    let lanes = this.#lanes.get(row.account)
    if (!lanes) this.#lanes.set(row.account, (lanes = lanesOf({ library: [], todos: [] })))
    lanes[row.server].put(row)
    if (row.notBefore !== null) this.#waiting.set(row.seq, row)
    else if (old) this.#waiting.delete(row.seq)
  }

  remove(seq: number): void {
    const row = this.#rows.get(seq)
    if (!row) return
    this.#rows.remove(seq)
    this.#waiting.delete(seq)
    this.#unlist(row)
  }

  #unlist(row: StoredRow): void {
    this.#merged.delete(row.account)
    this.#lanes.get(row.account)?.[row.server].remove(row)
  }
}

function putUnder(entities: Map<string, RowList>, entity: string, row: StoredRow): void {
  const known = entities.get(entity)
  if (known) return known.put(row)
  const list = new RowList()
  list.put(row)
  entities.set(entity, list)
}
