import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { appError, fail, toAppError } from '../../src-shared/domain/errors'
import { silentLog, type Logger } from '../log'
import { Db } from './db'
import { currentVersion, migrate } from './migrations'
import { copyReadable, isNewer, salvage, type Salvaged } from './salvage'

/**
 * How opening ended.
 * - `ok` the file as it was.
 * - `newer` made by a newer program: not touched; empty and in memory for this run.
 * - `recovered` damaged: moved aside (never deleted), a new file with what could be saved.
 * - `readOnly`, `full` nothing can be written: what can be read, in memory for this run.
 *
 * In the last two and in `newer`, `db.refuses` says why nothing may be enqueued or sent.
 */
export interface OpenedStore {
  readonly db: Db
  readonly state: 'ok' | 'newer' | 'recovered' | 'readOnly' | 'full'
  /** Where the damaged file lies now. */
  readonly movedTo: string | null
  readonly salvaged: Salvaged | null
}

export interface OpenStoreOptions {
  /** Wall clock, epoch milliseconds: the name of a damaged file. */
  readonly now?: () => number
  readonly log?: Logger
}

/** Opens the store at `path` whatever state its file is in. Never throws for the file's sake. */
export function openStore(path: string, options: OpenStoreOptions = {}): OpenedStore {
  const { now = Date.now, log = silentLog } = options
  try {
    if (isInterrupted(path)) return recover(path, now())
    if (headerOf(path) === 'newer') return newer()
    const db = Db.open(path)
    if (isNewer(db)) {
      db.close()
      return newer()
    }
    try {
      check(db)
      migrate(db)
      // Shows a full disk or a read-only file now, not at the user's first click.
      db.unitOfWork(() => db.exec(`PRAGMA user_version = ${currentVersion()}`))
    } catch (thrown) {
      db.close()
      throw thrown
    }
    return { db, state: 'ok', movedTo: null, salvaged: null }
  } catch (thrown) {
    const error = toAppError(thrown)
    log.warn('store: cannot use the file as it is', error)
    if (error.code !== 'store.damaged') return inMemory(path, error.code)
  }
  try {
    return recover(path, now())
  } catch (thrown) {
    const error = toAppError(thrown)
    log.error('store: cannot move the damaged file aside', error)
    return inMemory(path, error.code)
  }
}

/**
 * Moves the damaged file aside and builds a new one. A note beside it says where to; a start that
 * finds the note goes on where the last one was killed (or could not rename an open file).
 */
function recover(path: string, now: number): OpenedStore {
  const note = noteOf(path)
  if (!existsSync(note)) {
    const stamp = new Date(now).toISOString().replace(/[:.]/g, '-')
    writeFileSync(note, `${basename(path)}.damaged-${stamp}`, { mode: 0o600 })
  }
  const movedTo = targetOf(path)
  if (!existsSync(movedTo)) {
    // The WAL goes first: one that is left behind would be played into the new file.
    for (const tail of ['-wal', '-shm', '']) {
      if (existsSync(path + tail)) renameSync(path + tail, movedTo + tail)
    }
  }
  const fresh = `${path}.new`
  for (const tail of ['', '-wal', '-shm']) rmSync(fresh + tail, { force: true })
  const built = Db.open(fresh)
  migrate(built)
  const salvaged = salvage(movedTo, built)
  built.close()
  renameSync(fresh, path)
  for (const tail of ['-wal', '-shm']) rmSync(fresh + tail, { force: true })
  rmSync(note, { force: true })
  const db = Db.open(path)
  return { db, state: 'recovered', movedTo, salvaged }
}

/** A recovery was begun and the new file is not in its place yet. */
function isInterrupted(path: string): boolean {
  const note = noteOf(path)
  if (!existsSync(note)) return false
  if (!existsSync(path) || !existsSync(targetOf(path))) return true
  rmSync(note, { force: true })
  return false
}

function targetOf(path: string): string {
  return join(dirname(path), basename(readFileSync(noteOf(path), 'utf8').trim()))
}

function newer(): OpenedStore {
  const refuses = appError('store.newer', 'The local file was made by a newer version of Engawa')
  const db = Db.memory(refuses)
  migrate(db)
  return { db, state: 'newer', movedTo: null, salvaged: null }
}

function inMemory(path: string, code: string): OpenedStore {
  const state = code === 'store.full' ? 'full' : 'readOnly'
  const refuses =
    state === 'full'
      ? appError('store.full', 'The disk is full')
      : appError('store.readOnly', 'The local file cannot be written')
  const db = Db.memory(refuses)
  migrate(db)
  if (!copyReadable(path, db)) salvage(path, db)
  return { db, state, movedTo: null, salvaged: null }
}

function check(db: Db): void {
  const said = db.all('PRAGMA quick_check').map((row) => String(row.quick_check))
  if (said.length !== 1 || said[0] !== 'ok') {
    throw fail('store.damaged', 'The local file is damaged', {
      detail: said.slice(0, 3).join('; '),
    })
  }
}

/**
 * Looks at the first 100 bytes without SQLite, so that a newer file is not touched at all and one
 * that is no database is never opened.
 * @throws AppFailure `store.damaged`
 */
function headerOf(path: string): 'fine' | 'newer' {
  const header = Buffer.alloc(100)
  let read = 0
  try {
    const file = openSync(path, 'r')
    try {
      read = readSync(file, header, 0, 100, 0)
    } finally {
      closeSync(file)
    }
  } catch {
    // Absent or unreadable: opening it says which.
    return 'fine'
  }
  if (read === 0) return 'fine'
  if (read < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw fail('store.damaged', 'The local file is not a database')
  }
  return header.readUInt32BE(60) > currentVersion() ? 'newer' : 'fine'
}

function noteOf(path: string): string {
  return `${path}.recovering`
}
