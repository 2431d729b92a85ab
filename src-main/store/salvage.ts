import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Db } from './db'
import { currentVersion, schemaVersion } from './migrations'
import { TABLES } from './schema'
import { flawOf } from './outbox-values'
import { int, text, textOfBytes, type Bound, type Row } from './sql'

/** How many rows of each kind were saved out of a damaged file. */
export interface Salvaged {
  readonly outbox: number
  readonly todos: number
}

/** What cannot be asked of a server again. The cache comes back by itself. */
const PRECIOUS = ['todo_account', 'todo', 'todo_map', 'outbox', 'todo_watch'] as const
/** The columns of these tables that hold JSON, other than the outbox's. */
const JSON_COLUMNS = ['body', 'fields', 'twins', 'kept'] as const

/**
 * Reads what it can out of a damaged file into `into` (a fresh database): the outbox and the
 * "first seen" numbers. Row by row, from both ends of a table: one bad page must not cost the rest.
 * Never throws for what cannot be read.
 */
export function salvage(path: string, into: Db): Salvaged {
  const saved = { outbox: 0, todos: 0 }
  if (!attach(into, path, '')) return saved
  // Read first, write after: a unit of work would take a write lock on the damaged file too.
  const found = new Map(PRECIOUS.map((table) => [table, rescue(into, table)]))
  detach(into)
  into.unitOfWork(() => {
    for (const [table, rows] of found) {
      const count = insertAll(into, table, rows)
      if (table === 'outbox') saved.outbox = count
      if (table === 'todo') saved.todos = count
    }
    raiseCounters(into)
  })
  return saved
}

/**
 * Copies a file that can be read but not written into `into` (a database in memory), so that the
 * last known state is shown. False when it cannot be read or has another version.
 */
export function copyReadable(path: string, into: Db): boolean {
  for (const mode of ['?mode=ro', '?immutable=1']) {
    if (!attach(into, path, mode)) continue
    try {
      const version = into.get('PRAGMA old.user_version')
      if (!version || int(version, 'user_version') !== currentVersion()) return false
      into.unitOfWork(() => {
        for (const table of TABLES) {
          into.exec(`INSERT INTO main.${table} SELECT * FROM old.${table}`)
        }
      })
      return true
    } catch {
      // WAL without a writable folder: the next mode reads the file alone.
    } finally {
      detach(into)
    }
  }
  return false
}

/** The rows of a damaged table that can be read, by their row ids. */
function rescue(from: Db, table: string): ReadonlyMap<number, Row> {
  const rows = new Map<number, Row>()
  const columns = columnsOf(from, 'old', table)
  if (columns.length === 0) return rows
  // Text comes as bytes: what is not UTF-8 makes the driver end the process.
  const values = columns
    .map(
      (name) =>
        `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END AS ${name}`,
    )
    .join(', ')
  for (const direction of ['up', 'down'] as const) {
    for (const row of walk(from, { table, values, direction })) {
      const id = int(row, 'salvage_id')
      if (rows.has(id)) break
      rows.set(id, row)
    }
  }
  return rows
}

/** The number of rows that could be kept, in the order they had. */
function insertAll(into: Db, table: string, rows: ReadonlyMap<number, Row>): number {
  const columns = columnsOf(into, 'main', table)
  const ordered = [...rows].sort(([a], [b]) => a - b)
  return ordered.filter(([, row]) => insert(into, table, columns, row)).length
}

/** None where the schema itself cannot be read. */
function columnsOf(db: Db, schema: 'main' | 'old', table: string): readonly string[] {
  try {
    return db.all(`PRAGMA ${schema}.table_info(${table})`).map((row) => text(row, 'name'))
  } catch {
    return []
  }
}

/** The rows of a table in one direction, up to the first that cannot be read. */
function* walk(
  into: Db,
  {
    table,
    values,
    direction,
  }: { readonly table: string; readonly values: string; readonly direction: 'up' | 'down' },
): Generator<Row> {
  const sql =
    direction === 'up'
      ? `SELECT rowid AS salvage_id, ${values} FROM old.${table} WHERE rowid > :at ORDER BY rowid LIMIT 1`
      : `SELECT rowid AS salvage_id, ${values} FROM old.${table} WHERE rowid < :at ORDER BY rowid DESC LIMIT 1`
  let at: Bound = direction === 'up' ? -1 : 2n ** 62n
  for (;;) {
    let row: Row | null
    try {
      row = into.get(sql, { at })
    } catch {
      return
    }
    if (!row || typeof row.salvage_id !== 'number') return
    // A spoilt page can lead in circles.
    if (direction === 'up' ? row.salvage_id <= at : row.salvage_id >= at) return
    yield row
    at = row.salvage_id
  }
}

function insert(into: Db, table: string, columns: readonly string[], bytes: Row): boolean {
  const present = columns.filter((column) => column in bytes)
  const names = present.map((column) => `:${column}`)
  try {
    const row: Row = Object.fromEntries(
      present.map((column) => {
        const value = bytes[column]
        return [column, value instanceof ArrayBuffer ? textOfBytes(bytes, column) : value]
      }),
    )
    if (!isSound(table, row)) return false
    const values = Object.fromEntries(present.map((column) => [column, row[column] as Bound]))
    const sql = `INSERT OR IGNORE INTO main.${table} (${present.join(', ')}) VALUES (${names.join(', ')})`
    return into.run(sql, values).changes > 0
  } catch {
    // Nonsense in this row: it stays in the file that was moved aside.
    return false
  }
}

/** Whether the program will understand it. @throws SyntaxError where it is no JSON at all */
function isSound(table: string, row: Row): boolean {
  if (table !== 'outbox') {
    for (const column of JSON_COLUMNS) if (column in row) JSON.parse(text(row, column))
    return true
  }
  const flaw = flawOf({
    server: row.server,
    state: row.state,
    command: JSON.parse(text(row, 'command')),
    base: jsonOf(row.base),
    lastError: jsonOf(row.last_error),
    answer: jsonOf(row.answer),
    answeredOn: jsonOf(row.answered_on),
    suspects: jsonOf(row.suspects),
    standing: jsonOf(row.standing),
  })
  return flaw === null
}

/** Null too where the file is so old that it has no such column. */
function jsonOf(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}

/** A number that was ever given, or stands in a row as baseline, must not be given again. */
function raiseCounters(into: Db): void {
  into.run(`
    INSERT INTO todo_account (account, next_seen, confirmed_at)
    SELECT account, MAX(seen) + 1, NULL FROM (
      SELECT account, first_seen AS seen FROM todo
      UNION ALL
      SELECT account, MAX(COALESCE(baseline, 0), COALESCE(target_seen, 0)) FROM outbox
      WHERE server = 'todos'
    ) WHERE true GROUP BY account
    ON CONFLICT (account) DO UPDATE SET next_seen = MAX(next_seen, excluded.next_seen)`)
}

/** `mode` is the query of SQLite's file URI. */
function attach(db: Db, path: string, mode: string): boolean {
  // Attaching would make a file that is not there.
  if (!existsSync(path)) return false
  const uri = pathToFileURL(path).href.replaceAll("'", '%27')
  try {
    db.exec(`ATTACH '${uri}${mode}' AS old`)
  } catch {
    return false
  }
  try {
    db.all('SELECT count(*) AS n FROM old.sqlite_schema')
    return true
  } catch {
    detach(db)
    return false
  }
}

function detach(db: Db): void {
  try {
    db.exec('DETACH old')
  } catch {
    // Still referenced by a statement; it goes with the connection.
  }
}

/** True when the file was written by a newer program (its header, or what its WAL says). */
export function isNewer(db: Db): boolean {
  return schemaVersion(db) > currentVersion()
}
