import type { Db } from './db'
import { SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4 } from './schema'
import { int } from './sql'

/** One step; `to` is the `user_version` it leads to. Steps are only ever added at the end. */
export interface Migration {
  readonly to: number
  readonly sql: string
}

export const MIGRATIONS: readonly Migration[] = [
  { to: 1, sql: SCHEMA_1 },
  { to: 2, sql: SCHEMA_2 },
  { to: 3, sql: SCHEMA_3 },
  { to: 4, sql: SCHEMA_4 },
]

export function schemaVersion(db: Db): number {
  const row = db.get('PRAGMA user_version')
  return row ? int(row, 'user_version') : 0
}

/** The version this program writes. A higher one in a file means: made by a newer program. */
export function currentVersion(migrations: readonly Migration[] = MIGRATIONS): number {
  return migrations.at(-1)?.to ?? 0
}

/** Brings the file up to date, each step with its version number in one unit of work. */
export function migrate(db: Db, migrations: readonly Migration[] = MIGRATIONS): void {
  for (const { to, sql } of migrations) {
    if (schemaVersion(db) >= to) continue
    db.unitOfWork(() => {
      db.exec(sql)
      db.exec(`PRAGMA user_version = ${to}`)
    })
  }
}
