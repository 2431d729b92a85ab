import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock, ended, fixture, temporaryFolder } from './testing'
import { SqliteOutbox } from '../outbox/outbox'
import { Db } from './db'
import { migrate, schemaVersion } from './migrations'
import { openStore } from './open'
import { TodoStore } from './todos'

let folder: ReturnType<typeof temporaryFolder>
const now = () => Date.UTC(2026, 0, 2, 3, 4, 5)

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const note = 'INSERT INTO activity (at, kind, data, read) VALUES (:at, :kind, :data, 0)'

/** A file with a full outbox and a list whose counter stands at 4. */
function filled(rows: number): void {
  const { db } = openStore(folder.file)
  const todos = new TodoStore(db)
  const outbox = new SqliteOutbox({ db, clock: new ManualClock(), todos })
  const todo = (id: number) => ({
    id,
    title: `todo ${id}`,
    description: null,
    completed: false,
    priority: null,
    dueDate: null,
    createdAt: null,
    updatedAt: null,
    doneField: 'completed' as const,
    extra: {},
  })
  todos.replaceAll('p:ann', [todo(1), todo(2), todo(3)], 5)
  db.unitOfWork(() => {
    for (let n = 1; n <= rows; n += 1) {
      outbox.enqueue({
        server: 'todos',
        profileId: 'p',
        account: 'p:ann',
        entity: `e${n}`,
        command: { kind: 'todo.create', fields: { title: `offline ${n} ${'x'.repeat(200)}` } },
        label: `offline ${n}`,
      })
    }
  })
  outbox.dispose()
  db.close()
}

function outboxOf(db: Db) {
  return new SqliteOutbox({ db, clock: new ManualClock(), todos: new TodoStore(db) })
}

describe('openStore', () => {
  it('makes a new file, and finds again what was in it', () => {
    const first = openStore(folder.file)
    expect([first.state, first.db.refuses]).toEqual(['ok', null])
    first.db.run(note, { at: 1, kind: 'store.note', data: '{}' })
    first.db.close()
    const second = openStore(folder.file)
    expect([second.state, second.db.all('SELECT at FROM activity')]).toEqual(['ok', [{ at: 1 }]])
    second.db.close()
  })

  it(
    'keeps every commit and nothing of an open unit when the process is killed',
    { timeout: 60_000 },
    async () => {
      const child = fixture(import.meta.url, './kill.fixture.ts', [folder.file])
      let said = ''
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (said.includes('inside')) child.kill('SIGKILL')
      })
      const { signal } = await ended(child)
      expect(signal).toBe('SIGKILL')
      const { db, state } = openStore(folder.file)
      expect(state).toBe('ok')
      expect(db.all('SELECT at FROM activity ORDER BY at').map((row) => row.at)).toEqual(
        Array.from({ length: 25 }, (_, at) => at + 1),
      )
      db.close()
    },
  )

  it('does not touch a file from a newer version, and keeps nothing meanwhile', () => {
    const made = openStore(folder.file)
    made.db.exec('PRAGMA user_version = 99')
    made.db.close()
    const before = readFileSync(folder.file)
    const { db, state } = openStore(folder.file)
    expect([state, db.refuses?.code]).toEqual(['newer', 'store.newer'])
    db.run(note, { at: 1, kind: 'store.note', data: '{}' })
    db.close()
    expect(readFileSync(folder.file).equals(before)).toBe(true)
    expect(openStore(folder.file).state).toBe('newer')
  })

  it.each([
    ['not a database', () => writeFileSync(folder.file, 'no database at all. '.repeat(500))],
    ['a stub', () => writeFileSync(folder.file, 'SQLite format 3\0')],
    ['noise', () => writeFileSync(folder.file, randomBytes(20_000))],
  ])('moves %s aside, keeps its bytes, and goes on with a new file', (_, spoil) => {
    mkdirSync(dirname(folder.file), { recursive: true })
    spoil()
    const bytes = readFileSync(folder.file)
    const { db, state, movedTo } = openStore(folder.file, { now })
    expect(state).toBe('recovered')
    expect(basename(movedTo ?? '')).toBe('engawa.db.damaged-2026-01-02T03-04-05-000Z')
    expect(readFileSync(movedTo ?? '').equals(bytes)).toBe(true)
    db.run(note, { at: 1, kind: 'store.note', data: '{}' })
    db.close()
    const again = openStore(folder.file)
    expect([again.state, again.db.all('SELECT at FROM activity')]).toEqual(['ok', [{ at: 1 }]])
    expect((statSync(folder.file).mode & 0o777).toString(8)).toBe('600')
    again.db.close()
  })

  it('saves the outbox and the first-seen numbers out of a damaged file', async () => {
    filled(200)
    // Spoil pages in the middle of the file: some rows are lost, the others must not be.
    const bytes = readFileSync(folder.file)
    const pages = bytes.length / 4_096
    const spoilt = Math.floor(pages / 2)
    bytes.fill(0xff, spoilt * 4_096, (spoilt + 1) * 4_096)
    writeFileSync(folder.file, bytes)
    const { db, state, salvaged } = openStore(folder.file, { now })
    expect(state).toBe('recovered')
    const rows = outboxOf(db).all()
    expect(rows.length).toBe(salvaged?.outbox)
    expect(rows.length).toBeGreaterThan(150)
    expect(rows.length).toBeLessThan(200)
    expect(new Set(rows.map((row) => row.label)).size).toBe(rows.length)
    expect(new TodoStore(db).highestSeen('p:ann')).toBe(3)

    // The old connection is collected only now; it must not take the new file's WAL with it.
    db.run(note, { at: 7, kind: 'store.note', data: '{}' })
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    for (let turn = 0; turn < 3; turn += 1) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    db.run(note, { at: 8, kind: 'store.note', data: '{}' })
    const other = openStore(folder.file)
    expect(other.db.all('SELECT at FROM activity')).toEqual([{ at: 7 }, { at: 8 }])
    other.db.close()
    db.close()
  })

  it('saves what is left of a truncated file', () => {
    filled(200)
    truncateSync(folder.file, Math.floor(statSync(folder.file).size * 0.6))
    const { db, state, salvaged } = openStore(folder.file, { now })
    expect(state).toBe('recovered')
    expect(salvaged?.outbox).toBe(outboxOf(db).all().length)
    db.close()
  })

  it('finishes a recovery that was killed between moving aside and the new file', () => {
    filled(20)
    const aside = 'engawa.db.damaged-before'
    writeFileSync(`${folder.file}.recovering`, aside)
    execFileSync('mv', [folder.file, `${dirname(folder.file)}/${aside}`])
    const { db, state, salvaged } = openStore(folder.file)
    expect([state, salvaged?.outbox, outboxOf(db).all().length]).toEqual(['recovered', 20, 20])
    db.close()
    expect(existsSync(`${folder.file}.recovering`)).toBe(false)
    expect(openStore(folder.file).state).toBe('ok')
    expect(readdirSync(dirname(folder.file))).toContain(aside)
  })

  it(
    'shows what can be read where nothing can be written, and promises nothing',
    { timeout: 60_000 },
    async () => {
      const { db } = openStore(folder.file)
      db.run(note, { at: 1, kind: 'store.note', data: '{}' })
      db.close()
      chmodSync(folder.path, 0o755)
      chmodSync(dirname(folder.file), 0o555)
      chmodSync(folder.file, 0o444)
      const { code, out, err } = await ended(
        fixture(import.meta.url, './read-only.fixture.ts', [folder.file]),
      )
      chmodSync(dirname(folder.file), 0o755)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(JSON.parse(out)).toEqual({ state: 'readOnly', refuses: 'store.readOnly', rows: 1 })
    },
  )
})

describe('migrate', () => {
  it('takes only the steps that are missing, each once', () => {
    const db = Db.open(folder.file)
    const steps = [
      { to: 1, sql: 'CREATE TABLE a (x INTEGER) STRICT' },
      { to: 2, sql: 'INSERT INTO a (x) VALUES (2)' },
    ]
    migrate(db, steps.slice(0, 1))
    expect(schemaVersion(db)).toBe(1)
    migrate(db, steps)
    migrate(db, steps)
    expect([schemaVersion(db), db.all('SELECT x FROM a')]).toEqual([2, [{ x: 2 }]])
    db.close()
  })

  it('leaves the version before a step that fails', () => {
    const db = Db.open(folder.file)
    const steps = [
      { to: 1, sql: 'CREATE TABLE a (x INTEGER) STRICT' },
      { to: 2, sql: 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)' },
    ]
    expect(() => migrate(db, steps)).toThrow()
    expect(schemaVersion(db)).toBe(1)
    expect(db.all("SELECT name FROM sqlite_schema WHERE name = 'b'")).toEqual([])
    db.close()
  })
})
