import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppFailure } from '../../src-shared/domain/errors'
import { Db } from './db'
import { temporaryFolder } from './testing'

let folder: ReturnType<typeof temporaryFolder>
let db: Db

beforeEach(() => {
  folder = temporaryFolder()
  db = Db.open(folder.file)
  db.exec('CREATE TABLE t (a INTEGER, b TEXT) STRICT')
})
afterEach(() => {
  db.close()
  folder.remove()
})

const insert = 'INSERT INTO t (a, b) VALUES (:a, :b)'

function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (thrown) {
    return thrown instanceof AppFailure ? thrown.error.code : String(thrown)
  }
  return 'nothing thrown'
}

describe('Db', () => {
  it('creates file, WAL and SHM 0600 in a folder 0700, WAL with synchronous=FULL', () => {
    db.run(insert, { a: 1, b: 'x' })
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect(mode(dirname(folder.file))).toBe('700')
    for (const tail of ['', '-wal', '-shm']) expect(mode(folder.file + tail)).toBe('600')
    expect(db.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
    expect(db.get('PRAGMA synchronous')).toEqual({ synchronous: 2 })
  })

  it('answers plain rows and keeps text, bigint, null and empty text as they are', () => {
    db.run(insert, { a: 2n ** 40n, b: '' })
    db.run(insert, { a: null, b: "it's :not a ?name" })
    expect(db.get('SELECT a, b FROM t')).toEqual({ a: 2 ** 40, b: '' })
    expect(db.all('SELECT a, b FROM t')[1]).toEqual({ a: null, b: "it's :not a ?name" })
    expect(db.get("SELECT b FROM t WHERE b = ':a ?'")).toBeNull()
  })

  it('refuses positional parameters and queries through run', () => {
    expect(() => db.all('SELECT ? AS a')).toThrow(TypeError)
    expect(() => db.run('SELECT a FROM t')).toThrow(TypeError)
  })

  it('commits a unit with all that joined it, and calls back once after it', () => {
    const calls: string[] = []
    const note = () => calls.push(String(db.get('SELECT count(*) AS n FROM t')?.n))
    db.unitOfWork(() => {
      db.run(insert, { a: 1, b: 'outer' })
      db.afterCommit(note)
      db.unitOfWork(() => {
        db.run(insert, { a: 2, b: 'inner' })
        db.afterCommit(note)
      })
      expect(calls).toEqual([])
    })
    expect(calls).toEqual(['2'])
  })

  it('keeps nothing of a unit that throws, calls nobody back, and says mirrors are stale', () => {
    let stale = 0
    let committed = 0
    db.onStale(() => (stale += 1))
    expect(() =>
      db.unitOfWork(() => {
        db.run(insert, { a: 1, b: 'x' })
        db.afterCommit(() => (committed += 1))
        throw new Error('crash')
      }),
    ).toThrow('crash')
    expect([db.all('SELECT a FROM t'), stale, committed]).toEqual([[], 1, 0])
    db.run(insert, { a: 2, b: 'works again' })
    expect(db.all('SELECT a FROM t')).toEqual([{ a: 2 }])
  })

  it('cannot commit after a joined unit failed, even if the outer one catches', () => {
    const work = () =>
      db.unitOfWork(() => {
        db.run(insert, { a: 1, b: 'x' })
        try {
          db.unitOfWork(() => {
            throw new Error('half')
          })
        } catch {
          // swallowed by a careless caller
        }
      })
    expect(work).toThrow('half')
    expect(db.all('SELECT a FROM t')).toEqual([])
  })

  it('refuses asynchronous work', () => {
    expect(() => db.unitOfWork(() => Promise.resolve())).toThrow(TypeError)
  })

  it('says store.full, keeps what was there, reads on, and is well again when there is room', () => {
    const seen: string[] = []
    db.onHealth((health) => seen.push(health))
    db.run(insert, { a: 1, b: 'x' })
    const pages = Number(db.get('PRAGMA page_count')?.page_count)
    db.exec(`PRAGMA max_page_count = ${pages}`)
    const big = () =>
      db.unitOfWork(() => {
        for (let a = 2; a < 100; a += 1) db.run(insert, { a, b: 'y'.repeat(1_000) })
      })
    expect(codeOf(big)).toBe('store.full')
    expect([db.health, db.all('SELECT a FROM t')]).toEqual(['full', [{ a: 1 }]])
    db.exec('PRAGMA max_page_count = 100000')
    big()
    expect(seen).toEqual(['full', 'ok'])
  })

  it('says store.readOnly', () => {
    db.exec('PRAGMA query_only = ON')
    expect(codeOf(() => db.run(insert, { a: 1, b: 'x' }))).toBe('store.readOnly')
    expect(db.health).toBe('readOnly')
  })

  it('is an error of ours after close, which may come twice', () => {
    db.close()
    db.close()
    expect(codeOf(() => db.all('SELECT a FROM t'))).toBe('internal')
  })
})
