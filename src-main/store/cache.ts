import type { ActivityEntry, ActivityKind } from '../../src-shared/domain/activity'
import type { QueueItem, QueueStatus } from '../../src-shared/domain/queue'
import type { Series } from '../../src-shared/domain/series'
import type { JsonObject } from '../../src-shared/json'
import { sameJson } from '../state/same-json'
import type { Db } from './db'
import { int, text, textOfBytes, type Row } from './sql'
import type { TodoStore } from './todos'
import type { Cache, Cached, NewActivity, SeenTodo } from './types'

/** Older activity is dropped beyond this many entries. */
const ACTIVITY_KEPT = 1_000
/** What an account is shown: what is for everybody, and its own. */
const VISIBLE = '(account IS NULL OR account = :account)'

/** The last known state of the servers, read at start before any network. */
export class SqliteCache implements Cache {
  readonly #db: Db
  readonly #todos: TodoStore
  /** What each body was made of when it was written last, by profile and kind. */
  readonly #written = new Map<string, readonly unknown[]>()

  constructor(db: Db, todos: TodoStore) {
    this.#db = db
    this.#todos = todos
  }

  library(profileId: string): Cached<readonly Series[]> | null {
    return this.#read<readonly Series[]>(profileId, 'library')
  }

  putLibrary(profileId: string, series: readonly Series[], confirmedAt: number): void {
    this.#put(profileId, 'library', series, () => series, confirmedAt)
  }

  queue(profileId: string): Cached<QueueStatus> | null {
    return this.#read<QueueStatus>(profileId, 'queue')
  }

  putQueue(profileId: string, status: QueueStatus, confirmedAt: number): void {
    const items = status.items.map(withoutProgress)
    const { run } = status
    this.#put(profileId, 'queue', [run, ...items], () => ({ items, run }), confirmedAt)
  }

  todos(account: string): Cached<readonly SeenTodo[]> | null {
    const { todos, confirmedAt } = this.#todos.read(account)
    return confirmedAt === null ? null : { value: todos, confirmedAt }
  }

  activity(limit: number, account: string | null): readonly ActivityEntry[] {
    return this.#db
      .all(
        `SELECT id, at, kind, CAST(data AS BLOB) AS data FROM activity WHERE ${VISIBLE} ORDER BY id DESC LIMIT :limit`,
        { limit, account },
      )
      .flatMap((row) => unlessSpoilt(() => entryOf(row)) ?? [])
  }

  addActivities(entries: readonly NewActivity[]): readonly ActivityEntry[] {
    return this.#db.unitOfWork(() => {
      const added = entries.map(({ at, kind, data, account }) => {
        const { lastId } = this.#db.run(
          `INSERT INTO activity (at, kind, data, read, account)
           VALUES (:at, :kind, :data, 0, :account)`,
          { at, kind, data: JSON.stringify(data), account },
        )
        return { id: String(lastId), at, kind, data }
      })
      const last = Number(added.at(-1)?.id ?? 0)
      this.#db.run('DELETE FROM activity WHERE id <= :last', { last: last - ACTIVITY_KEPT })
      return added
    })
  }

  unreadActivity(account: string | null): number {
    const row = this.#db.get(`SELECT count(*) AS n FROM activity WHERE read = 0 AND ${VISIBLE}`, {
      account,
    })
    return row ? int(row, 'n') : 0
  }

  markActivityRead(account: string | null): void {
    this.#db.run(`UPDATE activity SET read = 1 WHERE read = 0 AND ${VISIBLE}`, { account })
  }

  forgetProfile(profileId: string): void {
    this.#db.unitOfWork(() => {
      for (const table of ['cache_body', 'cache_stamp', 'outbox']) {
        this.#db.run(`DELETE FROM ${table} WHERE profile = :profileId`, { profileId })
      }
      // An account is `<profile>:<user>`; a profile's id (a uuid) holds no colon.
      for (const table of ['todo', 'todo_map', 'todo_account', 'todo_watch', 'activity']) {
        this.#db.run(`DELETE FROM ${table} WHERE substr(account, 1, length(:prefix)) = :prefix`, {
          prefix: `${profileId}:`,
        })
      }
      this.#db.markStale()
    })
    for (const kind of ['library', 'queue']) this.#written.delete(`${profileId} ${kind}`)
  }

  #read<T>(profile: string, kind: string): Cached<T> | null {
    const row = this.#db.get(
      `SELECT CAST(body AS BLOB) AS body, confirmed_at FROM cache_body JOIN cache_stamp USING (profile, kind)
       WHERE profile = :profile AND kind = :kind`,
      { profile, kind },
    )
    if (!row) return null
    return unlessSpoilt(() => ({
      value: JSON.parse(textOfBytes(row, 'body')) as T,
      confirmedAt: int(row, 'confirmed_at'),
    }))
  }

  /**
   * What is made of the same parts as the last time is not written out again: of ten thousand items
   * that takes longer than everything else about them. Services keep the objects of what did not
   * change, so this mostly compares by identity.
   */
  #put(
    profile: string,
    kind: string,
    parts: readonly unknown[],
    value: () => unknown,
    confirmedAt: number,
  ): void {
    const key = `${profile} ${kind}`
    const known = sameJson(this.#written.get(key), parts)
    this.#written.delete(key)
    this.#write(profile, kind, known ? null : JSON.stringify(value()), confirmedAt)
    this.#written.set(key, parts)
  }

  /** @param body null where it is known to be there */
  #write(profile: string, kind: string, body: string | null, confirmedAt: number): void {
    this.#db.unitOfWork(() => {
      const same =
        body === null ||
        this.#db.get(
          `SELECT 1 AS same FROM cache_body
         WHERE profile = :profile AND kind = :kind AND body = :body`,
          { profile, kind, body },
        )
      if (!same) {
        this.#db.run(
          `INSERT INTO cache_body (profile, kind, body) VALUES (:profile, :kind, :body)
           ON CONFLICT (profile, kind) DO UPDATE SET body = excluded.body`,
          { profile, kind, body },
        )
      }
      this.#db.run(
        `INSERT INTO cache_stamp (profile, kind, confirmed_at) VALUES (:profile, :kind, :at)
         ON CONFLICT (profile, kind) DO UPDATE SET confirmed_at = excluded.confirmed_at`,
        { profile, kind, at: confirmedAt },
      )
    })
  }
}

const bare = new WeakMap<QueueItem, QueueItem>()

/** Progress is of the moment; the same item is bared once. */
function withoutProgress(item: QueueItem): QueueItem {
  if (item.progress === null) return item
  const known = bare.get(item) ?? { ...item, progress: null }
  bare.set(item, known)
  return known
}

/** A spoilt byte in what the servers tell again, or in an old entry, must not keep the program from starting. */
function unlessSpoilt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function entryOf(row: Row): ActivityEntry {
  return {
    id: String(int(row, 'id')),
    at: int(row, 'at'),
    kind: text(row, 'kind') as ActivityKind,
    data: JSON.parse(textOfBytes(row, 'data')) as JsonObject,
  }
}
