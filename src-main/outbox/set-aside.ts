import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toAppError } from '../../src-shared/domain/errors'
import type { OutboxRow } from '../../src-shared/domain/outbox'
import type { Json } from '../../src-shared/json'
import type { Logger } from '../log'
import type { Db } from '../store/db'
import { int, text } from '../store/sql'

/** What became of the rows that cannot be understood. */
export interface SetAside {
  /** So many lie in files of their own now, and no longer in the outbox. */
  readonly moved: number
  /** So many are still there, not shown and not sent: nothing could be written. */
  readonly left: number
}

/**
 * Moves the rows that `readRows` could not understand out of the database, each into a file of its
 * own in `folder`: nothing that the user asked for is deleted, and the next start is fast again.
 * Never throws for the rows' sake.
 *
 * @param read the rows that were understood
 */
export function setAside(
  db: Db,
  read: readonly OutboxRow[],
  { folder, log }: { readonly folder: string; readonly log: Logger },
): SetAside {
  const done = { moved: 0, left: 0 }
  const counted = db.get('SELECT count(*) AS n FROM outbox')
  if (!counted || int(counted, 'n') === read.length) return done
  const known = new Set(read.map(({ seq }) => seq))
  for (const row of db.all('SELECT seq FROM outbox ORDER BY seq')) {
    const seq = int(row, 'seq')
    if (known.has(seq)) continue
    const moved = move(db, seq, folder, log)
    done[moved ? 'moved' : 'left'] += 1
  }
  return done
}

function move(db: Db, seq: number, folder: string, log: Logger): boolean {
  try {
    // A copy in memory: the file itself keeps the row.
    if (db.refuses) return false
    const content = `${JSON.stringify(rawValues(db, seq), null, 2)}\n`
    // Named after what is in it: trying again does not add a file.
    const mark = createHash('sha256').update(content).digest('hex').slice(0, 8)
    const file = join(folder, `unreadable-${seq}-${mark}.json`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(file, content, { mode: 0o600, flush: true })
    db.run('DELETE FROM outbox WHERE seq = :seq', { seq })
    log.warn('outbox: a change cannot be read and was set aside', { seq, file })
    return true
  } catch (thrown) {
    log.error('outbox: a change cannot be read, nor set aside', { seq, ...toAppError(thrown) })
    return false
  }
}

/** Each column as it stands: text, or the bytes in hex where they are no text. */
function rawValues(db: Db, seq: number): Json {
  const columns = db.all('PRAGMA table_info(outbox)').map((row) => text(row, 'name'))
  const bytes = columns
    .map((name) => `CASE WHEN ${name} IS NOT NULL THEN hex(CAST(${name} AS BLOB)) END AS ${name}`)
    .join(', ')
  const row = db.get(`SELECT ${bytes} FROM outbox WHERE seq = :seq`, { seq })
  if (!row) throw new TypeError('The row is gone')
  return Object.fromEntries(
    columns.map((name) => [name, row[name] === null ? null : textOrHex(text(row, name))]),
  )
}

function textOrHex(hex: string): Json {
  const bytes = Buffer.from(hex, 'hex')
  const said = bytes.toString('utf8')
  return Buffer.from(said, 'utf8').equals(bytes) ? said : { hex }
}
