import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { appError } from '../../src-shared/domain/errors'
import { silentLog } from '../log'
import { Db } from '../store/db'
import { salvage } from '../store/salvage'
import { migrate } from '../store/migrations'
import { setAside } from './set-aside'
import { OutboxTable } from './table'
import { Bench, create } from './testing'

let b: Bench
let folder: string
beforeEach(() => {
  b = new Bench()
  folder = join(b.folder.path, 'backups')
})
afterEach(() => b.end())

/** What spoils the third of five rows, as SQL for one of its columns. */
const SPOILT: readonly (readonly [column: string, value: string])[] = [
  ['command', `'{"kind":"todo.create","fields":{"title":"row 3"]}'`],
  ['command', `'null'`],
  ['command', `'[]'`],
  ['command', `'{"kind":"todo.create","fields":{"title":1}}'`],
  ['command', `'{"kind":"todo.crfate","fields":{"title":"row 3"}}'`],
  ['command', `'{"kind":"toString"}'`],
  ['command', `'{"kind":"library.rescan"},{"kind":"library.rescan"}'`],
  ['command', `CAST(x'7B226B696E64223A22FF227D' AS TEXT)`],
  ['base', `'{"title":'`],
  ['base', `'{"title":1}'`],
  ['last_error', `'{'`],
  ['last_error', `'"x"'`],
  ['answer', `'{"is":"no"}'`],
  ['answer', `'x'`],
  ['answered_on', `'{"theirs":null}'`],
  ['suspects', `'[1,"2"]'`],
  ['suspects', `'{}'`],
  ['standing', `'[1'`],
  ['standing', `'[1]'`],
  ['server', `'todot'`],
  ['server', `CAST(x'FF' AS TEXT)`],
  ['state', `'queuec'`],
  ['label', `CAST(x'61FF' AS TEXT)`],
  ['account', `CAST(x'61FF' AS TEXT)`],
  ['entity', `CAST(x'FF' AS TEXT)`],
]

function fill(): void {
  for (let n = 1; n <= 5; n++) b.ask(create(`row ${n}`), { entity: `n${n}` })
}

const spoil = (column: string, value: string, seq = 3) =>
  b.db.run(`UPDATE outbox SET ${column} = ${value} WHERE seq = :seq`, { seq })
const shown = () => b.outbox.all().map(({ seq }) => seq)
const stored = () => b.db.all('SELECT seq FROM outbox ORDER BY seq').map(({ seq }) => seq)
const clear = (log = silentLog) => setAside(b.db, b.outbox.all(), { folder, log })
const hexOf = (column: string) =>
  b.db.get(`SELECT hex(CAST(${column} AS BLOB)) AS hex FROM outbox WHERE seq = 3`)?.hex

/** The bytes of a value in a file. */
function bytesOf(value: unknown): string {
  if (typeof value === 'string') return Buffer.from(value).toString('hex').toUpperCase()
  return String((value as { hex: string }).hex)
}

describe('a row that cannot be understood', () => {
  it.each(SPOILT)('%s = %s: costs neither the others nor the start', (column, value) => {
    fill()
    spoil(column, value)
    const bytes = hexOf(column)
    b.reopen()
    expect(shown()).toEqual([1, 2, 4, 5])
    expect(stored()).toEqual([1, 2, 3, 4, 5])
    const warn = vi.fn()
    expect(clear({ ...silentLog, warn })).toEqual({ moved: 1, left: 0 })
    expect(warn).toHaveBeenCalledOnce()

    const [name = '', ...more] = readdirSync(folder)
    expect(more).toEqual([])
    const file = join(folder, name)
    expect(warn.mock.calls[0]?.[1]).toEqual({ seq: 3, file })
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    expect([kept.seq, bytesOf(kept[column])]).toEqual(['3', bytes])
    expect(stored()).toEqual([1, 2, 4, 5])
    b.reopen()
    expect(clear()).toEqual({ moved: 0, left: 0 })
    expect(shown()).toEqual([1, 2, 4, 5])
  })

  it.each(SPOILT)('%s = %s: is not put into a new file by a salvage', (column, value) => {
    fill()
    spoil(column, value)
    b.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    const fresh = Db.memory(null)
    migrate(fresh)
    expect(salvage(b.folder.file, fresh)).toEqual({ outbox: 4, todos: 0 })
    expect(new OutboxTable(fresh).all().map(({ seq }) => seq)).toEqual([1, 2, 4, 5])
    expect(setAside(fresh, new OutboxTable(fresh).all(), { folder, log: silentLog })).toEqual({
      ...{ moved: 0, left: 0 },
    })
    fresh.close()
  })

  it('is found beside rows of other accounts, and two that together read as two', () => {
    fill()
    b.ask({ kind: 'library.rescan' }, { account: 'q:ben' })
    spoil('command', `'{"kind":"todo.create","fields":{"title":"a"}'`, 2)
    spoil('command', `'"x":1},{"kind":"library.rescan"}'`, 3)
    b.reopen()
    expect(shown()).toEqual([1, 4, 5, 6])
    expect(clear()).toEqual({ moved: 2, left: 0 })
    expect(readdirSync(folder)).toHaveLength(2)
  })

  it('stays where it is, unread, when it cannot be written down', () => {
    fill()
    spoil('command', `'null'`)
    b.reopen()
    writeFileSync(folder, 'a file where the folder should be')
    const error = vi.fn()
    expect(clear({ ...silentLog, error })).toEqual({ moved: 0, left: 1 })
    expect(error).toHaveBeenCalledOnce()
    expect([shown(), stored()]).toEqual([
      [1, 2, 4, 5],
      [1, 2, 3, 4, 5],
    ])
  })

  it('is not written down where the database is only a copy', () => {
    const copy = Db.memory(appError('store.readOnly', 'x'))
    migrate(copy)
    copy.exec(`INSERT INTO outbox (profile, account, server, entity, kind, command, label, state,
      attempts, created_at) VALUES ('p', 'p:ann', 'todos', 'e', 'x', 'null', 'l', 'queued', 0, 1)`)
    expect(setAside(copy, [], { folder, log: silentLog })).toEqual({ moved: 0, left: 1 })
    expect(readdirSync(b.folder.path)).not.toContain('backups')
    copy.close()
  })
})
