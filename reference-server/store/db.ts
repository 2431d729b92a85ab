import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { SCHEMA, SCHEMA_VERSION } from './schema'

export type SqlValue = string | number | bigint | null
export type Row = Record<string, unknown>

/**
 * The only module that touches libsql. It checks every bound value: binding a boolean, an object
 * or a Buffer aborts the whole process in this library, and text is cut at a NUL character.
 */
export class Db {
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement>()

  /** @param folder where `server.db` lives (made when missing, mode 0700); null keeps it in memory. */
  constructor(folder: string | null) {
    let file = ':memory:'
    if (folder !== null) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      file = join(folder, 'server.db')
      // Created here first, because SQLite would make it readable by everybody.
      closeSync(openSync(file, 'a', 0o600))
    }
    this.#database = new Database(file)
    this.#database.exec('PRAGMA journal_mode = WAL')
    // A killed process loses nothing in this mode; only a power cut could, which is fine here.
    this.#database.exec('PRAGMA synchronous = NORMAL')
    this.#database.exec('PRAGMA foreign_keys = ON')
    this.#migrate()
  }

  run(sql: string, ...values: SqlValue[]): { changes: number; lastInsertRowid: number } {
    const result = this.#statement(sql).run(checked(values))
    return { changes: result.changes, lastInsertRowid: Number(result.lastInsertRowid) }
  }

  all(sql: string, ...values: SqlValue[]): Row[] {
    return this.#statement(sql).all(checked(values)) as Row[]
  }

  get(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.all(sql, ...values)[0]
  }

  /** One unit of work. Does not nest: call it at the outermost place only. */
  transaction<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      this.#database.exec('ROLLBACK')
      throw error
    }
  }

  meta(key: string): string | null {
    const row = this.get('SELECT value FROM meta WHERE key = ?', key)
    return row ? text(row, 'value') : null
  }

  setMeta(key: string, value: string): void {
    this.run(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      value,
    )
  }

  close(): void {
    this.#statements.clear()
    this.#database.close()
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #migrate(): void {
    const row = this.get('SELECT user_version FROM pragma_user_version')
    const version = row ? integer(row, 'user_version') : 0
    if (version === SCHEMA_VERSION) return
    if (version !== 0) {
      throw new Error(`server.db has version ${version}, this server reads ${SCHEMA_VERSION}`)
    }
    this.#database.exec(SCHEMA)
    this.#database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
  }
}

/** Reads a text column; a wrong type is a programming error here, so it throws. */
export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`column ${column} is not text`)
  return value
}

export function nullableText(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`column ${column} is not a number`)
  return value
}

function checked(values: readonly SqlValue[]): SqlValue[] {
  return values.map((value) => {
    if (typeof value === 'string') return value.replaceAll('\u0000', '')
    if (value === null || typeof value === 'number' || typeof value === 'bigint') return value
    throw new TypeError(`a ${typeof value} cannot be bound`)
  })
}
