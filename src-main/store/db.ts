import { closeSync, mkdirSync, openSync, chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import Libsql from 'libsql'
import { fail, type AppError, type AppFailure } from '../../src-shared/domain/errors'
import { Emitter } from '../emitter'
import { checkParams, parameterNames, type Params, type Row } from './sql'

type Driver = InstanceType<typeof Libsql>
type Statement = ReturnType<Driver['prepare']>

/** What the last write met; reads go on in every state. */
export type StoreHealth = 'ok' | 'full' | 'readOnly'

/** Why mirrors must read again: a unit was taken back, or rows were deleted behind them. */
export type StaleReason = 'rolledBack' | 'replaced'

/**
 * The database. The only module that knows libsql, and its guard: every bound value is checked
 * (see sql.ts), failures become AppFailures, and there is one unit of work that services join.
 */
export class Db {
  readonly #driver: Driver
  readonly #statements = new Map<
    string,
    { statement: Statement; names: ReadonlySet<string>; reads: boolean }
  >()
  readonly #commit = new Set<() => void>()
  readonly #stale = new Emitter<StaleReason>()
  readonly #health = new Emitter<StoreHealth>()
  #healthNow: StoreHealth = 'ok'
  #open = true
  #inUnit = false
  #doomed: unknown = undefined

  /**
   * Why changes of the user must not be accepted or sent here, or null. Set where the database is
   * only a copy in memory: what it promised would be gone (or sent twice) after the next start.
   */
  readonly refuses: AppError | null

  private constructor(driver: Driver, refuses: AppError | null) {
    this.#driver = driver
    this.refuses = refuses
  }

  /**
   * Opens (or creates) a database file, 0600 in a folder 0700. The file is made before SQLite sees
   * it: a new one would be 0644, and WAL and SHM take its mode.
   * @throws AppFailure `store.damaged`, `store.readOnly`, `store.full`; anything else as it came
   */
  static open(path: string): Db {
    const folder = dirname(path)
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      closeSync(openSync(path, 'a', 0o600))
      chmodSync(folder, 0o700)
      chmodSync(path, 0o600)
    } catch (thrown) {
      throw fileFailure(thrown)
    }
    const db = new Db(connect(path), null)
    try {
      db.exec('PRAGMA busy_timeout = 2000')
      db.exec('PRAGMA journal_mode = WAL')
      // FULL: an answer to the user means it is on the disk, also after a power cut.
      db.exec('PRAGMA synchronous = FULL')
      db.exec('PRAGMA foreign_keys = ON')
    } catch (thrown) {
      db.close()
      throw thrown
    }
    return db
  }

  /** A database in memory that keeps nothing; `refuses` says why nothing may be promised in it. */
  static memory(refuses: AppError | null): Db {
    return new Db(connect(':memory:'), refuses)
  }

  get isOpen(): boolean {
    return this.#open
  }

  get health(): StoreHealth {
    return this.#healthNow
  }

  onHealth(listener: (health: StoreHealth) => void): () => void {
    return this.#health.on(listener)
  }

  /** All rows of a query, in its order. */
  all(sql: string, params: Params = {}): Row[] {
    const { statement, names } = this.#prepare(sql)
    const bound = checkParams(names, params)
    return this.#guard(() => {
      // An empty object would be taken for a value; an empty array binds nothing.
      const rows: unknown[] = names.size === 0 ? statement.all([]) : statement.all(bound)
      return rows.filter(isRow).map(withoutMetadata)
    })
  }

  /** The first row of a query, or null. */
  get(sql: string, params: Params = {}): Row | null {
    return this.all(sql, params)[0] ?? null
  }

  /** One statement that changes something. Alone it is a unit of work of its own. */
  run(sql: string, params: Params = {}): { changes: number; lastId: number } {
    if (!this.#inUnit) return this.unitOfWork(() => this.run(sql, params))
    const { statement, names, reads } = this.#prepare(sql)
    // `run` on a query would answer without running it to its end.
    if (reads) throw new TypeError('Use all() for statements that answer rows')
    const bound = checkParams(names, params)
    return this.#guard(() => {
      const done = names.size === 0 ? statement.run([]) : statement.run(bound)
      return { changes: done.changes, lastId: Number(done.lastInsertRowid) }
    })
  }

  /** SQL without parameters: schema and pragmas. May hold several statements. */
  exec(sql: string): void {
    if (!this.#open) throw closed()
    this.#guard(() => this.#driver.exec(sql))
  }

  /**
   * Everything inside is committed together or not at all. A call inside joins the one around it;
   * when it throws, the outer one cannot commit any more, even if it catches: half of a joined
   * change must never be kept. Synchronous only.
   */
  unitOfWork<T>(work: () => T): T {
    if (this.#inUnit) return this.#join(work)
    this.exec('BEGIN IMMEDIATE')
    this.#inUnit = true
    this.#doomed = undefined
    this.#commit.clear()
    let answer: T
    try {
      answer = work()
      if (isThenable(answer)) throw new TypeError('A unit of work cannot be asynchronous')
      if (this.#doomed !== undefined) throw this.#doomed
      this.exec('COMMIT')
    } catch (thrown) {
      this.#rollback()
      throw thrown
    }
    this.#inUnit = false
    this.#setHealth('ok')
    const after = [...this.#commit]
    this.#commit.clear()
    for (const callback of after) callback()
    return answer
  }

  /** Calls back once, after the present unit of work is committed; forgotten when it is not. */
  afterCommit(callback: () => void): void {
    if (this.#inUnit) this.#commit.add(callback)
    else callback()
  }

  /** What is mirrored in memory must be read again: a unit was rolled back, or tables were replaced. */
  onStale(listener: (why: StaleReason) => void): () => void {
    return this.#stale.on(listener)
  }

  /** Tells the mirrors to read again (inside a unit: they see its changes). */
  markStale(): void {
    this.#stale.emit('replaced')
  }

  /** Ends it, the WAL folded in. The driver frees its descriptors only later, so nothing is left to it. */
  close(): void {
    if (!this.#open) return
    try {
      this.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // A damaged or full disk: the WAL stays and is read at the next start.
    }
    this.#open = false
    this.#statements.clear()
    this.#driver.close()
  }

  #join<T>(work: () => T): T {
    try {
      return work()
    } catch (thrown) {
      this.#doomed ??= thrown
      throw thrown
    }
  }

  #rollback(): void {
    this.#inUnit = false
    this.#commit.clear()
    try {
      // SQLite has already rolled back by itself where the disk was full.
      if (this.#driver.inTransaction) this.#driver.exec('ROLLBACK')
    } finally {
      this.#stale.emit('rolledBack')
    }
  }

  #prepare(sql: string) {
    if (!this.#open) throw closed()
    const known = this.#statements.get(sql)
    if (known) return known
    const names = parameterNames(sql)
    const statement = this.#guard(() => this.#driver.prepare(sql))
    const prepared = { statement, names, reads: statement.reader }
    this.#statements.set(sql, prepared)
    return prepared
  }

  #guard<T>(call: () => T): T {
    try {
      return call()
    } catch (thrown) {
      const failure = storeFailure(thrown)
      if (failure?.error.code === 'store.full') this.#setHealth('full')
      if (failure?.error.code === 'store.readOnly') this.#setHealth('readOnly')
      throw failure ?? thrown
    }
  }

  #setHealth(health: StoreHealth): void {
    if (health === this.#healthNow) return
    this.#healthNow = health
    this.#health.emit(health)
  }
}

function connect(path: string): Driver {
  try {
    return new Libsql(path)
  } catch (thrown) {
    throw storeFailure(thrown) ?? fileFailure(thrown)
  }
}

/** SQLite's primary result codes that have words of their own. */
function storeFailure(thrown: unknown): AppFailure | null {
  if (typeof thrown !== 'object' || thrown === null || !('rawCode' in thrown)) return null
  const { rawCode } = thrown
  const detail = thrown instanceof Error ? thrown.message : undefined
  switch (typeof rawCode === 'number' ? rawCode & 0xff : 0) {
    case 13:
      return fail('store.full', 'The disk is full', { detail })
    case 8:
      return fail('store.readOnly', 'The local file cannot be written', { detail })
    case 11:
    case 26:
      return fail('store.damaged', 'The local file is damaged', { detail })
    default:
      return null
  }
}

/** Before SQLite: the folder or the file cannot be made or opened. */
function fileFailure(thrown: unknown): AppFailure {
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : ''
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? fail('store.full', 'The disk is full', { detail })
    : fail('store.readOnly', 'The local file cannot be opened for writing', { detail })
}

function closed(): AppFailure {
  return fail('internal', 'The store is closed')
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The driver adds its timing to single rows. */
function withoutMetadata(row: Record<string, unknown>): Row {
  delete row._metadata
  return row
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}
